package org.esscher.plugins.fdpg;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.divergence.ForwardKl;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.esscher.plugins.base.divergence.PearsonChi2;
import org.esscher.plugins.base.divergence.ReverseKl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What f-DPG has to refuse, and says why. */
class BadInputTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;
  private static final double[] ZEROS = new double[2];

  private final Trial trial = new Trial();

  @AfterEach
  void closeWithoutLeaks() {
    trial.close();
  }

  private void assertRefused(FDpg estimator, Batch samples, String... words) {
    assertThatThrownBy(() -> trial.estimate(estimator, samples))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void aSampleThatTheProposalCannotGive() {
    assertRefused(
        Trial.fDpg(new JensenShannon(false), FDpg.Baseline.NONE),
        trial.samples(ZEROS, new double[] {0, NONE}, ZEROS),
        "behavior_logp",
        "1");
  }

  @Test
  void aLogThatIsNoNumber() {
    assertRefused(
        Trial.fDpg(new JensenShannon(false), FDpg.Baseline.NONE),
        trial.samples(ZEROS, ZEROS, new double[] {Double.NaN, 0}),
        "log_target",
        "0");
  }

  @Test
  void aPromptWithoutTargetMassIsNamed() {
    FDpg eachPrompt =
        new FDpg(
            new JensenShannon(false),
            FDpg.Baseline.NONE,
            1,
            FDpg.Normalizer.BATCH,
            null,
            FDpg.Scope.PROMPT,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    Batch samples =
        trial
            .samples(ZEROS, ZEROS, new double[] {0, NONE})
            .with("prompt_id", trial.texts("good", "empty"));
    assertRefused(eachPrompt, samples, "Z is 0", "no sample of the prompt has mass", "1");
  }

  @Test
  void allRowsWithoutTargetMass() {
    assertRefused(
        Trial.fDpg(new JensenShannon(false), FDpg.Baseline.NONE),
        trial.samples(ZEROS, ZEROS, new double[] {NONE, NONE}),
        "Z is 0");
  }

  @Test
  void infiniteDivergencesNeedAFloor() {
    Batch samples = trial.samples(ZEROS, ZEROS, new double[] {0, NONE});
    assertRefused(
        Trial.fDpg(new ReverseKl(), FDpg.Baseline.NONE), samples, "log_target a floor", "1");
    assertRefused(
        Trial.fDpg(new PearsonChi2(), FDpg.Baseline.NONE), samples, "log_target a floor", "1");
  }

  /** −f′ = e⁸⁰⁰: refused, or bounded and counted. */
  @Test
  void overflowIsNamed() {
    Batch samples = trial.samples(new double[] {0, -800}, ZEROS, ZEROS);
    assertRefused(
        Trial.withZ(new ForwardKl(), FDpg.Baseline.NONE, 1), samples, "overflows", "fPrimeClip");
  }

  @Test
  void aScaleOfTheTargetThatOverflows() {
    assertRefused(
        Trial.fDpg(new JensenShannon(false), FDpg.Baseline.NONE),
        trial.samples(ZEROS, ZEROS, new double[] {0, 800}),
        "P/q overflows",
        "subtract a constant");
  }

  @Test
  void oneSampleAPromptHasNoOthers() {
    Batch samples = trial.samples(ZEROS, ZEROS, ZEROS).with("prompt_id", trial.texts("one", "two"));
    assertRefused(
        Trial.fDpg(new JensenShannon(false), FDpg.Baseline.LOO),
        samples,
        "this prompt has one sample",
        "baseline window");
  }

  @Test
  void aFixedNormalizerNeedsAValue() {
    assertThatThrownBy(
            () ->
                new FDpg(
                    new JensenShannon(false),
                    FDpg.Baseline.NONE,
                    1,
                    FDpg.Normalizer.FIXED,
                    null,
                    FDpg.Scope.GLOBAL,
                    1,
                    1,
                    1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("zValue");
  }
}
