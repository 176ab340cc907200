package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.base.estimator.KlEstimator.K2;
import static org.esscher.plugins.base.estimator.KlEstimator.K3;

import org.esscher.api.Aggregation;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpoTest {
  private static final Grpo WITHOUT_PENALTY =
      new Grpo(0.2, 0.2, 0, 0, K3, K3, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /**
   * Prompt 1 has rewards (1, 0, 0, 1): mean ½, population std ½, advantages (1, −1, −1, 1). Prompt
   * 2 has rewards (3, 3): no spread, advantages 0. Ratios are 1 but for the last token of row 0.
   */
  private Batch twoPrompts(double lastRatio) {
    return fixture.batch(
        "prompt_id", fixture.columns().integers(1, 2, 1, 1, 2, 1),
        "reward", fixture.numbers(1, 3, 0, 0, 3, 1),
        "logp",
            fixture.lists(
                new double[] {-1, -2 + Math.log(lastRatio)},
                new double[] {-1},
                new double[] {-0.5},
                new double[] {-1, -1, -1},
                new double[] {-3},
                new double[] {-0.1, -0.2}),
        "old_logp",
            fixture.lists(
                new double[] {-1, -2},
                new double[] {-1},
                new double[] {-0.5},
                new double[] {-1, -1, -1},
                new double[] {-3},
                new double[] {-0.1, -0.2}));
  }

  /** Cotangents −ρA/(6·tokens of the row); ρ = 1.1 is within the clip. */
  @Test
  void standardizesRewardsWithinThePrompt() {
    Estimate estimate = fixture.estimate(WITHOUT_PENALTY, "samples", twoPrompts(1.1));
    // Row means of ρA: 1.05, 0, −1, −1, 0, 1.
    assertThat(estimate.value("grpo")).isCloseTo(-0.05 / 6, within(1e-15));
    assertThat(cotangents(WITHOUT_PENALTY, twoPrompts(1.1)))
        .containsExactly(
            new double[] {
              -1.0 / 12, -1.1 / 12, 0, 1.0 / 6, 1.0 / 18, 1.0 / 18, 1.0 / 18, 0, -1.0 / 12,
              -1.0 / 12
            },
            within(1e-15));
    assertThat(estimate.value("zero_variance_fraction")).isEqualTo(0.5);
    assertThat(estimate.value("clip_fraction")).isZero();
  }

  @Test
  void clipsTheRatio() {
    Estimate estimate = fixture.estimate(WITHOUT_PENALTY, "samples", twoPrompts(1.5));
    assertThat(estimate.value("grpo")).isCloseTo(-0.1 / 6, within(1e-15));
    assertThat(cotangents(WITHOUT_PENALTY, twoPrompts(1.5))[1]).isZero();
    assertThat(estimate.value("clip_fraction")).isCloseTo(1.0 / 10, within(1e-15));
  }

  /** ε = ½ halves advantages of std ½. */
  @Test
  void epsilonBoundsAdvantages() {
    Grpo damped = new Grpo(0.2, 0.2, 0.5, 0, K3, K3, Aggregation.TOKEN_MEAN);
    assertThat(cotangents(damped, twoPrompts(1))[0]).isCloseTo(-0.5 / 10, within(1e-15));
  }

  /** Rewards that differ by rounding only are no signal: ε = 1e-4 keeps them near 0. */
  @Test
  void nearZeroVarianceDoesNotBlowUp() {
    Grpo defaults = new Grpo(0.2, 0.2, 1e-4, 0.04, K3, K3, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);
    double[] cotangents = cotangents(defaults, pair(0.1 + 0.2, 0.3));
    assertThat(Math.abs(cotangents[0])).isLessThan(1e-11);
    // The mean of three times .1 is not .1 in floating point; equal rewards are equal all the same.
    Batch equal =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1, 1, 1),
            "reward", fixture.numbers(0.1, 0.1, 0.1),
            "logp", fixture.lists(new double[] {-1}, new double[] {-1}, new double[] {-1}),
            "old_logp", fixture.lists(new double[] {-1}, new double[] {-1}, new double[] {-1}));
    assertThat(cotangents(WITHOUT_PENALTY, equal)).containsOnly(0);
  }

  @Test
  void groupOfOneRowHasNoAdvantage() {
    Batch lone =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1),
            "reward", fixture.numbers(5),
            "logp", fixture.lists(new double[] {-1}),
            "old_logp", fixture.lists(new double[] {-1}));
    assertThat(fixture.estimate(WITHOUT_PENALTY, "samples", lone).value("grpo")).isZero();
    assertThat(cotangents(WITHOUT_PENALTY, lone)).containsOnly(0);
  }

  /** Rewards (1, 0) of one prompt, one token each; the reference is half as likely. */
  private Batch pair(double first, double second) {
    return fixture.batch(
        "prompt_id", fixture.columns().integers(1, 1),
        "reward", fixture.numbers(first, second),
        "logp", fixture.lists(new double[] {-1}, new double[] {-1}),
        "old_logp", fixture.lists(new double[] {-1}, new double[] {-1}),
        "ref_logp", fixture.lists(new double[] {-1}, new double[] {-1}));
  }

  /**
   * With d = log 2: k3 = ½ − 1 + log 2, its derivative 1 − ½. The surrogates (1, −1) cancel in the
   * value; cotangents (∓1 + .04·½)/2.
   */
  @Test
  void penaltyIsThatOfThePaper() {
    Grpo grpo = new Grpo(0.2, 0.2, 0, 0.04, K3, K3, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);
    double ref = -1 - Math.log(2);
    Batch batch =
        pair(1, 0).with("ref_logp", fixture.lists(new double[] {ref}, new double[] {ref}));
    Estimate estimate = fixture.estimate(grpo, "samples", batch);
    assertThat(EstimationFixture.loss(estimate).kind()).isEqualTo(Loss.Kind.EXACT);
    assertThat(estimate.value("kl")).isCloseTo(Math.log(2) - 0.5, within(1e-15));
    assertThat(estimate.value("grpo")).isCloseTo(0.04 * (Math.log(2) - 0.5), within(1e-15));
    assertThat(cotangents(grpo, batch))
        .containsExactly(new double[] {(-1 + 0.02) / 2, (1 + 0.02) / 2}, within(1e-15));
    // Descending k2 instead: its derivative is d = log 2.
    Grpo reverse = new Grpo(0.2, 0.2, 0, 0.04, K3, K2, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);
    assertThat(EstimationFixture.loss(fixture.estimate(reverse, "samples", batch)).kind())
        .isEqualTo(Loss.Kind.SURROGATE);
    assertThat(cotangents(reverse, batch)[0])
        .isCloseTo((-1 + 0.04 * Math.log(2)) / 2, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource
  void cotangentsAreDerivativesOfTheValue(Aggregation aggregation) {
    Grpo grpo = new Grpo(0.2, 0.2, 1e-4, 0.04, K3, K3, aggregation);
    Batch batch = twoPrompts(1.5);
    double[] shifted = batch.column("logp").toArray();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] -= 0.1 * i;
    }
    Batch withReference =
        batch.with("ref_logp", fixture.columns().shapedLike(batch.column("logp"), shifted));
    // Ratio 1 is no kink of min(ρA, clip(ρ)A): both branches agree around it.
    assertThat(cotangents(grpo, withReference))
        .containsExactly(fixture.differences(grpo, "samples", withReference, "logp"), within(2e-9));
  }

  @ParameterizedTest
  @EnumSource
  void orderOfRowsDoesNotMatter(Aggregation aggregation) {
    Grpo grpo = new Grpo(0.2, 0.2, 1e-4, 0, K3, K3, aggregation);
    Batch batch = twoPrompts(1.1);
    Batch reversed = batch.take(5, 4, 3, 2, 1, 0);
    assertThat(fixture.estimate(grpo, "samples", reversed).value("grpo"))
        .isCloseTo(fixture.estimate(grpo, "samples", batch).value("grpo"), within(1e-15));
    double[] straight = cotangents(grpo, batch);
    double[] backwards = cotangents(grpo, reversed);
    // Rows 0 and 5 have two tokens each; they change places as wholes.
    assertThat(backwards[0]).isCloseTo(straight[8], within(1e-15));
    assertThat(backwards[8]).isCloseTo(straight[0], within(1e-15));
    assertThat(backwards[9]).isCloseTo(straight[1], within(1e-15));
  }

  private double[] cotangents(Grpo grpo, Batch batch) {
    return fixture.cotangents(grpo, "samples", batch, "logp");
  }
}
