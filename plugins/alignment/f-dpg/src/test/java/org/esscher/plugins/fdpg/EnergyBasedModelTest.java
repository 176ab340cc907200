package org.esscher.plugins.fdpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.plugins.base.policy.Uniform;
import org.esscher.plugins.base.reward.Verifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Energy-based targets over a uniform base of two actions, and the fit of their λ. */
class EnergyBasedModelTest {
  private static final Uniform BASE = new Uniform(2, "action", "prompt_id");
  private static final double ROUNDING = 1e-12;

  private final Trial trial = new Trial();

  @AfterEach
  void closeWithoutLeaks() {
    trial.close();
  }

  private double[] scores(Model model, Batch batch) {
    try (model;
        Forward forward = model.forward(batch, Set.of("log_target"), trial)) {
      return forward.output("log_target").toArray();
    }
  }

  private Batch rows() {
    return trial.batch(
        "action", new double[] {0, 1},
        "features", trial.columns().vectors(2, 1, 2, 3, 4),
        "good", new double[] {1, 0});
  }

  /** log ½ + 0.5·1 − 1·2, and b = 0. */
  @Test
  void addsFeaturesAndConstraint() {
    EnergyBasedModel target = new EnergyBasedModel(BASE, List.of(.5, -1.), "features", "good");
    double[] scores = scores(target.create(trial, null), rows());
    assertThat(scores[0]).isCloseTo(Math.log(.5) - 1.5, within(ROUNDING));
    assertThat(scores[1]).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void isRestoredFromWhatItSaved() {
    EnergyBasedModel target = new EnergyBasedModel(BASE, List.of(.5, -1.), "features", "");
    State saved = target.create(trial, null).save();
    EnergyBasedModel other = new EnergyBasedModel(BASE, List.of(), "features", "");
    assertThat(scores(other.create(trial, saved), rows()))
        .containsExactly(scores(target.create(trial, null), rows()));
  }

  @Test
  void refusesWhatIsNoConstraintAndNoFeature() {
    Batch half = rows().with("good", trial.columns().numbers(1, .5));
    EnergyBasedModel constrained = new EnergyBasedModel(BASE, List.of(), "features", "good");
    assertThatThrownBy(() -> scores(constrained.create(trial, null), half))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("row 1", "good", "0 or 1", "0.5");
    EnergyBasedModel wide = new EnergyBasedModel(BASE, List.of(1., 1., 1.), "features", "");
    assertThatThrownBy(() -> scores(wide.create(trial, null), rows()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("features", "vectors of 3 numbers", "width 2");
    Batch missing = rows().with("features", trial.columns().vectors(2, 1, 2, Double.NaN, 4));
    EnergyBasedModel tilted = new EnergyBasedModel(BASE, List.of(1., 1.), "features", "");
    assertThatThrownBy(() -> scores(tilted.create(trial, null), missing))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("row 1", "component 0", "NaN");
  }

  @Test
  void refusesABaseThatIsNoPolicy() {
    EnergyBasedModel target =
        new EnergyBasedModel(
            (context, saved) -> new Verifier(Verifier.Mode.EXACT, "answer"),
            List.of(),
            "features",
            "");
    assertThatThrownBy(() -> target.create(trial, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("base has to be a policy");
  }

  private static MomentConstraints fit(double... moments) {
    return new MomentConstraints(
        BASE, java.util.Arrays.stream(moments).boxed().toList(), "features", "", 1e-9, 10_000);
  }

  /**
   * Four samples with one feature 0 and four with 1: E_λ φ = e^λ/(1 + e^λ) = 0.8 at λ = log 4. The
   * weights are then 0.05 and 0.2, so the effective sample size is 1/(4·0.0025 + 4·0.04) = 1/0.17.
   */
  @Test
  void fitsOneMoment() {
    double[] phi = {0, 0, 0, 0, 1, 1, 1, 1};
    State fitted = trial.fit(fit(.8), trial.batch("features", phi));
    // A gap of 1e-9 in the mean is one of 1e-9/0.16 in λ.
    assertThat(fitted.get("lambda")).containsExactly(new double[] {Math.log(4)}, within(1e-8));
    assertThat(fitted.get("moments")).containsExactly(new double[] {.8}, within(1e-9));
    assertThat(fitted.get("effective_sample_size")[0]).isCloseTo(1 / .17, within(1e-6));
  }

  /** Independent features of the four corners: λ_k = logit m_k; weights count as repetitions. */
  @Test
  void fitsTwoMomentsUnderWeights() {
    Batch corners =
        trial
            .batch("features", trial.columns().vectors(2, 0, 0, 0, 1, 1, 0, 1, 1))
            .with("weight", trial.columns().numbers(1, 1, 3, 3));
    State fitted = trial.fit(fit(.5, .25), corners);
    // The first feature has odds 3 before the tilt, so λ₁ = log(1/3); λ₂ = log(1/3) too.
    assertThat(fitted.get("lambda"))
        .containsExactly(new double[] {Math.log(1. / 3), Math.log(1. / 3)}, within(1e-7));
  }

  /** What a learner loads scores like the model with that λ, also after it was saved again. */
  @Test
  void loadsTheEnergyBasedModel() {
    State fitted = State.empty().with("lambda", .5, -1);
    MomentConstraints learner = fit(1, 1);
    double[] wanted =
        scores(
            new EnergyBasedModel(BASE, List.of(.5, -1.), "features", "").create(trial, null),
            rows());
    assertThat(scores(learner.load(fitted, trial), rows())).containsExactly(wanted);
    State again = learner.load(fitted, trial).save();
    assertThat(scores(learner.load(again, trial), rows())).containsExactly(wanted);
  }

  @Test
  void refusesMomentsThatNoWeightsReach() {
    Batch samples = trial.batch("features", new double[] {0, 1});
    assertThatThrownBy(() -> trial.fit(fit(1.5), samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("moment 0", "1.5", "[0.0, 1.0]");
    MomentConstraints hasty = new MomentConstraints(BASE, List.of(.9), "features", "", 1e-9, 1);
    assertThatThrownBy(() -> trial.fit(hasty, samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("after 1 steps", "0.9", "effective sample size");
  }

  @Test
  void refusesSamplesThatAllBreakTheConstraint() {
    MomentConstraints learner =
        new MomentConstraints(BASE, List.of(.5), "features", "good", 1e-9, 10);
    Batch samples = trial.batch("features", new double[] {0, 1}, "good", new double[] {0, 0});
    assertThatThrownBy(() -> trial.fit(learner, samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 2 samples");
  }
}
