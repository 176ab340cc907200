package org.esscher.plugins.programmablevi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values and cotangents over columns, check 6 of the paper's card, and bad input. */
class ObjectiveTest {
  private static final Offset<Double> ROUNDING = within(1e-14);

  private final ViFixture fixture = new ViFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Two replicates of two particles with weights p/q of 1, 3, 2, 2. */
  private Batch samples() {
    return fixture.batch(
        "replicate_id",
        fixture.arena.integers(0, 0, 1, 1),
        "action",
        fixture.arena.vectors(1, 0, 0, 0, 0),
        "guide_logp",
        new double[] {-1, -1, -2, -2},
        "model_logp",
        new double[] {-1, Math.log(3) - 1, Math.log(2) - 2, Math.log(2) - 2});
  }

  @Test
  void elboAveragesParticles() {
    // L = ½ log 3 and log 2; sd/√2 with ddof 1 is half their difference.
    Estimate estimate =
        fixture.estimate(
            new VariationalObjective(Bound.ELBO, SampleStrategy.REPARAM, Baseline.NONE, true),
            samples());
    double first = Math.log(3) / 2;
    double second = Math.log(2);

    assertThat(ViFixture.loss(estimate).value()).isCloseTo(-(first + second) / 2, ROUNDING);
    assertThat(ViFixture.loss(estimate).standardError())
        .isCloseTo((second - first) / 2, within(1e-12));
    assertThat(ViFixture.loss(estimate).kind()).isEqualTo(Loss.Kind.EXACT);
    assertThat(ViFixture.cotangents(estimate, "model_logp"))
        .containsExactly(new double[] {-.25, -.25, -.25, -.25}, ROUNDING);
    assertThat(ViFixture.cotangents(estimate, "guide_logp"))
        .containsExactly(new double[] {.25, .25, .25, .25}, ROUNDING);
    // (Σw)²/Σw² = 16/10 and 2.
    assertThat(estimate.value("effective_particles")).isCloseTo(1.8, ROUNDING);
  }

  @Test
  void iwelboWeighsParticles() {
    // L = log 2 twice; w̃ = ¼, ¾, ½, ½ over two replicates.
    Estimate estimate =
        fixture.estimate(
            new VariationalObjective(Bound.IWELBO, SampleStrategy.REPARAM, Baseline.NONE, true),
            samples());

    assertThat(ViFixture.loss(estimate).value()).isCloseTo(-Math.log(2), ROUNDING);
    assertThat(ViFixture.cotangents(estimate, "model_logp"))
        .containsExactly(new double[] {-.125, -.375, -.25, -.25}, ROUNDING);
    assertThat(ViFixture.cotangents(estimate, "guide_logp"))
        .containsExactly(new double[] {.125, .375, .25, .25}, ROUNDING);
  }

  @Test
  void hierarchicalGuidesAverageTheirDensities() {
    // q/r = 1, 3 give log q̂ = log 2; with log p = 0, L = −log 2, split ¼, ¾.
    Batch samples =
        fixture.batch(
            "replicate_id", fixture.arena.integers(0),
            "action", fixture.arena.vectors(1, 0),
            "guide_logp", fixture.arena.lists(new int[] {0, 2}, 0, Math.log(3)),
            "auxiliary_logp", fixture.arena.lists(new int[] {0, 2}, 0, 0),
            "model_logp", new double[] {0});
    Estimate estimate = fixture.estimate(ViFixture.objective(Bound.IWHVI), samples);

    assertThat(ViFixture.loss(estimate).value()).isCloseTo(Math.log(2), ROUNDING);
    assertThat(ViFixture.loss(estimate).standardError()).isNaN();
    assertThat(ViFixture.cotangents(estimate, "guide_logp"))
        .containsExactly(new double[] {.25, .75}, ROUNDING);
    assertThat(ViFixture.cotangents(estimate, "auxiliary_logp"))
        .containsExactly(new double[] {-.25, -.75}, ROUNDING);

    // Under reinforce L = −log 2 multiplies the score of u₁ under q and of u₂ under r, whose row's
    // share is 1: −L on the first of the one and on the second of the other.
    Estimate reinforced =
        fixture.estimate(ViFixture.reinforced(Bound.IWHVI, Baseline.NONE), samples);
    assertThat(ViFixture.cotangents(reinforced, "guide_logp"))
        .containsExactly(new double[] {.25 + Math.log(2), .75}, ROUNDING);
    assertThat(ViFixture.cotangents(reinforced, "auxiliary_logp"))
        .containsExactly(new double[] {-.25, -.75 + Math.log(2)}, ROUNDING);
  }

  @Test
  void reinforceWithLeaveOneOutBaseline() {
    // ELBO: l = 0, log 3, log 2, log 2; each less the mean of the other three, over R·K = 4.
    Estimate elbo = fixture.estimate(ViFixture.reinforced(Bound.ELBO, Baseline.LOO), samples());
    double sum = Math.log(12);
    double[] l = {0, Math.log(3), Math.log(2), Math.log(2)};
    double[] found = ViFixture.cotangents(elbo, "guide_logp");
    for (int i = 0; i < 4; i++) {
      assertThat(found[i]).isCloseTo(.25 - (l[i] - (sum - l[i]) / 3) / 4, ROUNDING);
    }
    assertThat(ViFixture.loss(elbo).kind()).isEqualTo(Loss.Kind.SURROGATE);

    // IWELBO: both replicates have L = log 2, so that nothing is left of it.
    Estimate iwelbo = fixture.estimate(ViFixture.reinforced(Bound.IWELBO, Baseline.LOO), samples());
    assertThat(ViFixture.cotangents(iwelbo, "guide_logp"))
        .containsExactly(new double[] {.125, .375, .25, .25}, ROUNDING);
  }

  @Test
  void movingBaselineRemembers() {
    // b = 0 at first, then .1 of mean L = (½ log 3 + log 2)/2.
    Estimate estimate = fixture.estimate(ViFixture.reinforced(Bound.ELBO, Baseline.EMA), samples());

    assertThat(estimate.state().number("baseline", -1))
        .isCloseTo(.1 * (Math.log(3) / 2 + Math.log(2)) / 2, ROUNDING);
    // −(l − 0)/4 + ¼ in the first row, whose l is 0.
    assertThat(ViFixture.cotangents(estimate, "guide_logp")[0]).isCloseTo(.25, ROUNDING);
  }

  @Test
  void wakeSleepSteps() {
    // −mean Σ w̃ log q = ((¼ + ¾)·1 + (½ + ½)·2)/2 = 1.5, cotangents −w̃/R.
    Estimate guide =
        fixture.estimate(
            new VariationalObjective(Bound.RWS_GUIDE, SampleStrategy.REPARAM, Baseline.NONE, false),
            samples());
    assertThat(ViFixture.loss(guide).value()).isCloseTo(1.5, ROUNDING);
    assertThat(ViFixture.loss(guide).kind()).isEqualTo(Loss.Kind.SURROGATE);
    assertThat(ViFixture.cotangents(guide, "guide_logp"))
        .containsExactly(new double[] {-.125, -.375, -.25, -.25}, ROUNDING);

    Estimate model =
        fixture.estimate(
            new VariationalObjective(Bound.RWS_MODEL, SampleStrategy.REPARAM, Baseline.NONE, true),
            samples());
    assertThat(ViFixture.loss(model).value()).isCloseTo(-Math.log(2), ROUNDING);
    assertThat(ViFixture.loss(model).cotangents().values().iterator().next())
        .containsOnlyKeys("model_logp");
  }

  @ParameterizedTest
  @CsvSource({"ELBO, 1", "ELBO, 2", "IWELBO, 2"})
  void check6ScoreFunctionGradientOfAnEnumeratedObjective(Bound bound, int particles) {
    // z ~ Bernoulli(θ) at θ = .3, p(x, 0) = .2, p(x, 1) = .5. Each replicate is one combination of
    // particles; its share of the sum is its probability.
    double theta = .3;
    int replicates = 1 << particles;
    int rows = replicates * particles;
    long[] replicate = new long[rows];
    double[] guide = new double[rows];
    double[] model = new double[rows];
    for (int row = 0; row < rows; row++) {
      replicate[row] = row / particles;
      int z = z(row / particles, row % particles);
      guide[row] = Math.log(z == 1 ? theta : 1 - theta);
      model[row] = Math.log(z == 1 ? .5 : .2);
    }
    Estimate estimate =
        fixture.estimate(
            ViFixture.reinforced(bound, Baseline.NONE),
            fixture.batch(
                "replicate_id",
                fixture.arena.integers(replicate),
                "action",
                fixture.arena.vectors(1, new double[rows]),
                "guide_logp",
                guide,
                "model_logp",
                model));
    double[] cotangents = ViFixture.cotangents(estimate, "guide_logp");
    double found = 0;
    for (int row = 0; row < rows; row++) {
      double slope = z(row / particles, row % particles) == 1 ? 1 / theta : -1 / (1 - theta);
      found +=
          probability(row / particles, particles, theta) * replicates * cotangents[row] * slope;
    }

    double h = 1e-6;
    double expected =
        -(exact(bound, particles, theta + h) - exact(bound, particles, theta - h)) / (2 * h);
    assertThat(found).isCloseTo(expected, within(1e-8));
  }

  private static int z(int combination, int particle) {
    return combination >> particle & 1;
  }

  private static double probability(int combination, int particles, double theta) {
    double product = 1;
    for (int k = 0; k < particles; k++) {
      product *= z(combination, k) == 1 ? theta : 1 - theta;
    }
    return product;
  }

  private static double exact(Bound bound, int particles, double theta) {
    double sum = 0;
    for (int combination = 0; combination < 1 << particles; combination++) {
      double weights = 0;
      double logs = 0;
      for (int k = 0; k < particles; k++) {
        double weight = z(combination, k) == 1 ? .5 / theta : .2 / (1 - theta);
        weights += weight / particles;
        logs += Math.log(weight) / particles;
      }
      double value = bound == Bound.ELBO ? logs : Math.log(weights);
      sum += probability(combination, particles, theta) * value;
    }
    return sum;
  }

  @Test
  void particlesOutsideTheSupportWeighNothing() {
    Batch samples =
        samples()
            .with(
                "model_logp",
                fixture.arena.numbers(
                    Double.NEGATIVE_INFINITY, Math.log(3) - 1, Math.log(2) - 2, Math.log(2) - 2));
    // L = log 3/2 and log 2.
    Estimate estimate =
        fixture.estimate(
            new VariationalObjective(Bound.IWELBO, SampleStrategy.REPARAM, Baseline.NONE, true),
            samples);

    assertThat(ViFixture.loss(estimate).value())
        .isCloseTo(-(Math.log(1.5) + Math.log(2)) / 2, ROUNDING);
    assertThat(ViFixture.cotangents(estimate, "guide_logp"))
        .containsExactly(new double[] {0, .5, .25, .25}, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"ELBO", "IWELBO"})
  void refusesReplicatesWithoutSupport(Bound bound) {
    double none = Double.NEGATIVE_INFINITY;
    Batch samples = samples().with("model_logp", fixture.arena.numbers(none, none, -1, -1));

    assertThatThrownBy(() -> fixture.estimate(ViFixture.objective(bound), samples))
        .isInstanceOf(EsscherException.class);
  }

  @Test
  void refusesWhatTrainsNothing() {
    assertThatThrownBy(
            () ->
                new VariationalObjective(
                    Bound.RWS_MODEL, SampleStrategy.REPARAM, Baseline.NONE, false))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("trainModel");
    assertThatThrownBy(
            () -> new VariationalObjective(Bound.ELBO, SampleStrategy.REPARAM, Baseline.LOO, true))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("reinforce");
  }

  @Test
  void refusesALoneSampleWithLeaveOneOutBaseline() {
    assertThatThrownBy(
            () ->
                fixture.estimate(ViFixture.reinforced(Bound.ELBO, Baseline.LOO), samples().take(0)))
        .isInstanceOf(EsscherException.class);
  }
}
