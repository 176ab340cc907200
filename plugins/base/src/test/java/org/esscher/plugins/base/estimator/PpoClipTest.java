package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.base.estimator.KlEstimator.K1;
import static org.esscher.plugins.base.estimator.KlEstimator.K2;
import static org.esscher.plugins.base.estimator.KlEstimator.K3;

import java.util.stream.Stream;
import org.esscher.api.Aggregation;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Loss;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PpoClipTest {
  private static final PpoClip DEFAULTS = new PpoClip(0.2, 0.2, Aggregation.TOKEN_MEAN, 0, K3, K2);

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Rows of 3, 2 and 1 tokens with these ratios and advantages; old log-probs are −2. */
  private Batch ragged() {
    return fixture.batch(
        "logp", logps(new double[] {1, 1.5, 1.5}, new double[] {0.5, 0.5}, new double[] {1.1}),
        "old_logp",
            fixture.lists(new double[] {-2, -2, -2}, new double[] {-2, -2}, new double[] {-2}),
        "advantage", fixture.lists(new double[] {3, 1, -1}, new double[] {1, -1}, new double[] {2}),
        "prompt_id", fixture.columns().integers(1, 1, 2));
  }

  private Column logps(double[]... ratios) {
    double[][] logps = new double[ratios.length][];
    for (int row = 0; row < ratios.length; row++) {
      logps[row] = new double[ratios[row].length];
      for (int i = 0; i < logps[row].length; i++) {
        logps[row][i] = -2 + Math.log(ratios[row][i]);
      }
    }
    return fixture.lists(logps);
  }

  /**
   * min(ρA, clip(ρ, .8, 1.2)A): 3; min(1.5, 1.2) = 1.2; min(−1.5, −1.2) = −1.5; min(.5, .8) = .5;
   * min(−.5, −.8) = −.8; 2.2. The sum is 4.6 over 6 tokens. Of the two clipped tokens nothing comes
   * back; of the others −ρA/6.
   */
  @Test
  void clipsWhereTheRatioHasGoneFarEnough() {
    Estimate estimate = fixture.estimate(DEFAULTS, "samples", ragged());
    assertThat(estimate.value("ppo-clip")).isCloseTo(-4.6 / 6, within(1e-15));
    assertThat(EstimationFixture.loss(estimate).kind()).isEqualTo(Loss.Kind.EXACT);
    assertThat(EstimationFixture.loss(estimate).weight()).isEqualTo(6);
    assertThat(cotangents(DEFAULTS, ragged()))
        .containsExactly(new double[] {-3.0 / 6, 0, 1.5 / 6, -0.5 / 6, 0, -2.2 / 6}, within(1e-15));
    assertThat(estimate.value("clip_fraction")).isCloseTo(2.0 / 6, within(1e-15));
    // ρ − 1 − log ρ: 0, twice .5 − log 1.5, twice −.5 + log 2, .1 − log 1.1.
    double approximate =
        (2 * (0.5 - Math.log(1.5)) + 2 * (-0.5 + Math.log(2)) + 0.1 - Math.log(1.1)) / 6;
    assertThat(estimate.value("approx_kl")).isCloseTo(approximate, within(1e-15));
  }

  /** Rows are weighed by 1/(3·their tokens): 2.7/3, −.3/2 and 2.2, or their sums. */
  @Test
  void aggregatesAsItIsTold() {
    assertThat(value(Aggregation.SEQUENCE_MEAN_TOKEN_MEAN))
        .isCloseTo(-(2.7 / 3 - 0.3 / 2 + 2.2) / 3, within(1e-15));
    assertThat(value(Aggregation.SEQUENCE_MEAN_TOKEN_SUM)).isCloseTo(-4.6 / 3, within(1e-15));
    // Prompt 1 has the first five tokens, prompt 2 the last.
    assertThat(value(Aggregation.GROUP_MEAN_TOKEN_MEAN))
        .isCloseTo(-(2.4 / 5 + 2.2) / 2, within(1e-15));
  }

  private double value(Aggregation aggregation) {
    PpoClip estimator = new PpoClip(0.2, 0.2, aggregation, 0, K3, K2);
    return fixture.estimate(estimator, "samples", ragged()).value("ppo-clip");
  }

  @Test
  void widerUpperClipLetsTheRatioRiseFurther() {
    PpoClip higher = new PpoClip(0.2, 0.6, Aggregation.TOKEN_MEAN, 0, K3, K2);
    Estimate estimate = fixture.estimate(higher, "samples", ragged());
    assertThat(estimate.value("ppo-clip")).isCloseTo(-4.9 / 6, within(1e-15));
    assertThat(estimate.value("clip_fraction")).isCloseTo(1.0 / 6, within(1e-15));
  }

  /** Where policy and behavior agree the ratio is 1: −mean A, with cotangents −A/n. */
  @Test
  void isThePolicyGradientWhereTheRatioIsOne() {
    Batch batch = ragged().with("logp", ragged().column("old_logp"));
    Estimate estimate = fixture.estimate(DEFAULTS, "samples", batch);
    assertThat(estimate.value("ppo-clip")).isCloseTo(-5.0 / 6, within(1e-15));
    assertThat(estimate.value("clip_fraction")).isZero();
    assertThat(estimate.value("approx_kl")).isZero();
    assertThat(cotangents(DEFAULTS, batch))
        .containsExactly(
            new double[] {-3.0 / 6, -1.0 / 6, 1.0 / 6, -1.0 / 6, 1.0 / 6, -2.0 / 6}, within(1e-15));
  }

  static Stream<PpoClip> exact() {
    return Stream.of(Aggregation.values())
        .flatMap(
            aggregation ->
                Stream.of(
                    new PpoClip(0.2, 0.3, aggregation, 0, K3, K2),
                    new PpoClip(0.2, 0.3, aggregation, 0.4, K1, K1),
                    new PpoClip(0.2, 0.3, aggregation, 0.4, K2, K2),
                    new PpoClip(0.2, 0.3, aggregation, 0.4, K3, K3)));
  }

  @ParameterizedTest
  @MethodSource("exact")
  void cotangentsAreDerivativesOfTheValue(PpoClip estimator) {
    Batch batch = withReference(ragged());
    assertThat(EstimationFixture.loss(fixture.estimate(estimator, "samples", batch)).kind())
        .isEqualTo(Loss.Kind.EXACT);
    assertThat(cotangents(estimator, batch))
        .containsExactly(fixture.differences(estimator, "samples", batch, "logp"), within(2e-9));
  }

  private Batch withReference(Batch batch) {
    return batch.with(
        "ref_logp",
        fixture.lists(new double[] {-1.9, -1.2, -2.2}, new double[] {-2.4, -3}, new double[] {-2}));
  }

  /**
   * One token with A = 1, ρ = 1, d = log π − log π_ref = .5 and weight .4: k3 is reported, −1 +
   * .4(e^(−.5) − .5), and k2's derivative d is descended, −1 + .4·.5.
   */
  @Test
  void reportsAndDescendsThePenaltyApart() {
    PpoClip estimator = new PpoClip(0.2, 0.2, Aggregation.TOKEN_MEAN, 0.4, K3, K2);
    Batch batch =
        fixture.batch(
            "logp", fixture.lists(new double[] {-1}),
            "old_logp", fixture.lists(new double[] {-1}),
            "ref_logp", fixture.lists(new double[] {-1.5}),
            "advantage", fixture.lists(new double[] {1}));
    Estimate estimate = fixture.estimate(estimator, "samples", batch);
    double k3 = Math.exp(-0.5) - 0.5;
    assertThat(estimate.value("kl")).isCloseTo(k3, within(1e-15));
    assertThat(estimate.value("ppo-clip")).isCloseTo(-1 + 0.4 * k3, within(1e-15));
    assertThat(EstimationFixture.loss(estimate).kind()).isEqualTo(Loss.Kind.SURROGATE);
    assertThat(cotangents(estimator, batch)[0]).isCloseTo(-1 + 0.4 * 0.5, within(1e-15));
  }

  /** What stands at masked tokens counts nowhere: not in sums, not in denominators. */
  @ParameterizedTest
  @EnumSource
  void maskedTokensDoNotExist(Aggregation aggregation) {
    PpoClip estimator = new PpoClip(0.2, 0.2, aggregation, 0.1, K3, K3);
    Batch kept =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1, 2),
            "logp", fixture.lists(new double[] {-1, -2}, new double[] {-1.5}),
            "old_logp", fixture.lists(new double[] {-1.1, -1.9}, new double[] {-1.6}),
            "ref_logp", fixture.lists(new double[] {-1.3, -2.5}, new double[] {-1.2}),
            "advantage", fixture.lists(new double[] {1, -2}, new double[] {0.5}));
    double junk = Double.NaN;
    Batch masked =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1, 2),
            "logp", fixture.lists(new double[] {junk, -1, -2}, new double[] {-1.5, 900}),
            "old_logp", fixture.lists(new double[] {0, -1.1, -1.9}, new double[] {-1.6, -900}),
            "ref_logp", fixture.lists(new double[] {5, -1.3, -2.5}, new double[] {-1.2, junk}),
            "advantage", fixture.lists(new double[] {junk, 1, -2}, new double[] {0.5, 1e9}),
            "loss_mask", fixture.lists(new double[] {0, 1, 1}, new double[] {1, 0}));
    Estimate expected = fixture.estimate(estimator, "samples", kept);
    Estimate found = fixture.estimate(estimator, "samples", masked);
    assertThat(found.value("ppo-clip")).isEqualTo(expected.value("ppo-clip"));
    assertThat(found.metrics()).isEqualTo(expected.metrics());
    double[] without = cotangents(estimator, kept);
    assertThat(cotangents(estimator, masked))
        .containsExactly(0, without[0], without[1], without[2], 0);
  }

  @Test
  void rowWithoutTokensIsRefusedWhereItsMeanIsWanted() {
    Batch batch =
        fixture.batch(
            "logp", fixture.lists(new double[] {-1}, new double[] {}),
            "old_logp", fixture.lists(new double[] {-1}, new double[] {}),
            "advantage", fixture.lists(new double[] {1}, new double[] {}));
    assertThat(cotangents(DEFAULTS, batch)).containsExactly(-1);
    PpoClip means = new PpoClip(0.2, 0.2, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN, 0, K3, K2);
    assertThatThrownBy(() -> fixture.estimate(means, "samples", batch))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("sequence-mean-token-mean")
        .hasMessageContaining("row 1");
  }

  @ParameterizedTest
  @EnumSource
  void orderOfRowsDoesNotMatter(Aggregation aggregation) {
    PpoClip estimator = new PpoClip(0.2, 0.2, aggregation, 0, K3, K2);
    Batch batch = ragged();
    Batch turned = batch.take(2, 0, 1);
    double[] straight = cotangents(estimator, batch);
    assertThat(fixture.estimate(estimator, "samples", turned).value("ppo-clip"))
        .isCloseTo(fixture.estimate(estimator, "samples", batch).value("ppo-clip"), within(1e-15));
    assertThat(cotangents(estimator, turned))
        .containsExactly(
            new double[] {
              straight[5], straight[0], straight[1], straight[2], straight[3], straight[4]
            },
            within(1e-15));
  }

  private double[] cotangents(PpoClip estimator, Batch batch) {
    return fixture.cotangents(estimator, "samples", batch, "logp");
  }
}
