package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.plugins.base.estimator.KlEstimator.K1;
import static org.esscher.plugins.base.estimator.KlEstimator.K2;
import static org.esscher.plugins.base.estimator.KlEstimator.K3;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReinforceTest {
  private static final Softmax POLICY = new Softmax(0.4, -0.3, 0.1, 0);
  private static final Softmax REFERENCE = new Softmax(0, 0.5, -0.2, 0.3);
  private static final double[] REWARDS = {1, 0, 2, -0.5};

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Reinforce with(Baseline baseline) {
    return new Reinforce(baseline, 1024, 0, K3, K2);
  }

  /** Two prompts, rewards (1, 4) and (2, 6); the prompts' rows stand apart. */
  private Batch twoPrompts() {
    return fixture.batch(
        "prompt_id", fixture.columns().integers(7, 9, 7, 9),
        "reward", fixture.numbers(1, 2, 4, 6),
        "logp", fixture.numbers(-1, -2, -3, -4));
  }

  @Test
  void reportsMinusTheMeanReward() {
    Estimate.LossEstimate loss =
        EstimationFixture.loss(fixture.estimate(with(Baseline.NONE), "samples", twoPrompts()));
    assertThat(loss.value()).isEqualTo(-13.0 / 4);
    assertThat(loss.weight()).isEqualTo(4);
    assertThat(loss.kind()).isEqualTo(Loss.Kind.SURROGATE);
    // Rewards (1, 2, 4, 6), mean 3.25: squared deviations 5.0625 + 1.5625 + .5625 + 7.5625 = 14.75.
    assertThat(loss.standardError()).isCloseTo(Math.sqrt(14.75 / 3 / 4), within(1e-15));
  }

  /** Cotangents −(r − b)/4. */
  @Test
  void cotangentsAreRewardsLessTheBaseline() {
    assertThat(cotangents(with(Baseline.NONE), twoPrompts()))
        .containsExactly(-0.25, -0.5, -1, -1.5);
    // Prompt means 2.5 and 4.
    assertThat(cotangents(with(Baseline.MEAN), twoPrompts()))
        .containsExactly(0.375, 0.5, -0.375, -0.5);
    // The other row's reward.
    assertThat(cotangents(with(Baseline.LEAVE_ONE_OUT), twoPrompts()))
        .containsExactly(0.75, 1, -0.75, -1);
    assertThat(cotangents(with(Baseline.WINDOW), twoPrompts()))
        .containsExactly(-0.25, -0.5, -1, -1.5);
  }

  /** Weights (1, 3) over rewards (1, 4): baseline of row 0 is 4, loss −(1 + 12)/4. */
  @Test
  void weightsRows() {
    Batch batch =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1, 1),
            "reward", fixture.numbers(1, 4),
            "logp", fixture.numbers(-1, -2),
            "weight", fixture.numbers(1, 3));
    assertThat(
            EstimationFixture.loss(fixture.estimate(with(Baseline.LEAVE_ONE_OUT), "samples", batch))
                .value())
        .isEqualTo(-13.0 / 4);
    assertThat(cotangents(with(Baseline.LEAVE_ONE_OUT), batch))
        .containsExactly(new double[] {3.0 / 4, -9.0 / 4}, within(1e-15));
    // Mean (1 + 12)/4 = 3.25.
    assertThat(cotangents(with(Baseline.MEAN), batch))
        .containsExactly(new double[] {2.25 / 4, -2.25 / 4}, within(1e-15));
  }

  /** A window of 3 over rewards (1, 2, 4, 6) holds (2, 4, 6): the next baseline is 4. */
  @Test
  void windowRemembersTheLastRewards() {
    Reinforce reinforce = new Reinforce(Baseline.WINDOW, 3, 0, K3, K2);
    State after = fixture.estimate(reinforce, "samples", twoPrompts()).state();
    Estimate second = fixture.estimate(reinforce, "samples", twoPrompts(), after);
    assertThat(EstimationFixture.cotangents(second, "samples", "logp"))
        .containsExactly(0.75, 0.5, 0, -0.5);
  }

  @Test
  void leaveOneOutRefusesALoneRow() {
    Batch batch =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1, 2, 1),
            "reward", fixture.numbers(1, 4, 2),
            "logp", fixture.numbers(-1, -2, -3));
    assertThatThrownBy(() -> fixture.estimate(with(Baseline.LEAVE_ONE_OUT), "samples", batch))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("leave-one-out")
        .hasMessageContaining("row 1");
  }

  @Test
  void equalRewardsGiveNoGradient() {
    Batch batch =
        fixture.batch(
            "prompt_id", fixture.columns().integers(1, 1, 1),
            "reward", fixture.numbers(2, 2, 2),
            "logp", fixture.numbers(-1, -2, -3));
    assertThat(cotangents(with(Baseline.MEAN), batch)).containsOnly(0);
    assertThat(cotangents(with(Baseline.LEAVE_ONE_OUT), batch)).containsOnly(0);
  }

  @Test
  void needsNoReferenceWithoutAKlWeight() {
    assertThat(twoPrompts().has("ref_logp")).isFalse();
    Reinforce penalized = new Reinforce(Baseline.NONE, 1, 0.1, K3, K2);
    assertThatThrownBy(() -> fixture.estimate(penalized, "samples", twoPrompts()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("ref_logp");
  }

  /** d = (.5, −1): k1 mean −.25 reported, .5·d/2 added to the cotangents −r/2. */
  @Test
  void reportsAndDescendsTheDivergenceApart() {
    Batch batch =
        fixture.batch(
            "reward", fixture.numbers(1, 4),
            "logp", fixture.numbers(-1, -2),
            "ref_logp", fixture.numbers(-1.5, -1));
    Reinforce reinforce = new Reinforce(Baseline.NONE, 1, 0.5, K1, K2);
    Estimate estimate = fixture.estimate(reinforce, "samples", batch);
    assertThat(estimate.value("kl")).isCloseTo(-0.25, within(1e-15));
    assertThat(estimate.value("reinforce")).isCloseTo(-2.5 - 0.125, within(1e-15));
    assertThat(cotangents(reinforce, batch))
        .containsExactly(new double[] {-0.5 + 0.125, -2 - 0.25}, within(1e-15));
  }

  static Stream<Reinforce> all() {
    return Stream.of(Baseline.values())
        .flatMap(
            baseline ->
                Stream.of(
                    new Reinforce(baseline, 4, 0, K3, K2),
                    new Reinforce(baseline, 4, 0.3, K3, K1),
                    new Reinforce(baseline, 4, 0.3, K1, K2),
                    new Reinforce(baseline, 4, 0.3, K2, K3)));
  }

  /**
   * Over all 16 batches of two independent samples of one prompt, the expected cotangent, pulled
   * back to the logits, is the gradient of the expectation of what the loss says it follows.
   */
  @ParameterizedTest
  @MethodSource("all")
  void expectedGradientIsThatOfWhatIsFollowed(Reinforce reinforce) {
    Statistic truth = in -> Map.of("truth", truth(reinforce, in));
    assertThat(expectedGradient(reinforce))
        .containsExactly(
            POLICY.differences(policy -> expectation(truth, "truth", policy)), within(1e-9));
  }

  static Stream<Reinforce> unbiased() {
    return Stream.of(Baseline.NONE, Baseline.LEAVE_ONE_OUT, Baseline.WINDOW)
        .flatMap(
            baseline ->
                Stream.of(
                    new Reinforce(baseline, 4, 0, K3, K2),
                    new Reinforce(baseline, 4, 0.3, K3, K2),
                    new Reinforce(baseline, 4, 0.3, K1, K2)));
  }

  /** With an unbiased baseline and an unbiased report, what is followed is what is reported. */
  @ParameterizedTest
  @MethodSource("unbiased")
  void expectedGradientIsThatOfTheReportedValue(Reinforce reinforce) {
    assertThat(expectedGradient(reinforce))
        .containsExactly(
            POLICY.differences(policy -> expectation(reinforce, "reinforce", policy)),
            within(1e-9));
  }

  /** Without a penalty that is −πₖ(rₖ − r̄), whatever the baseline. */
  @Test
  void expectedGradientIsThePolicyGradient() {
    double mean = 0;
    for (int y = 0; y < 4; y++) {
      mean += POLICY.probability(y) * REWARDS[y];
    }
    double[] expected = new double[4];
    for (int k = 0; k < 4; k++) {
      expected[k] = -POLICY.probability(k) * (REWARDS[k] - mean);
    }
    assertThat(expectedGradient(with(Baseline.NONE))).containsExactly(expected, within(1e-15));
    assertThat(expectedGradient(with(Baseline.LEAVE_ONE_OUT)))
        .containsExactly(expected, within(1e-15));
    for (int k = 0; k < 4; k++) {
      expected[k] /= 2;
    }
    // One of two rows is its own baseline.
    assertThat(expectedGradient(with(Baseline.MEAN))).containsExactly(expected, within(1e-15));
  }

  private static Expr truth(Reinforce reinforce, Inputs in) {
    return Objects.requireNonNull(reinforce.losses(in).losses().get(0).truth());
  }

  private double[] expectedGradient(Reinforce reinforce) {
    double[] gradient = new double[4];
    for (int first = 0; first < 4; first++) {
      for (int second = 0; second < 4; second++) {
        double chance = POLICY.probability(first) * POLICY.probability(second);
        double[] cotangents = cotangents(reinforce, samples(POLICY, first, second));
        POLICY.addPullback(gradient, first, chance * cotangents[0]);
        POLICY.addPullback(gradient, second, chance * cotangents[1]);
      }
    }
    return gradient;
  }

  private double expectation(Estimator estimator, String name, Softmax policy) {
    double expectation = 0;
    for (int first = 0; first < 4; first++) {
      for (int second = 0; second < 4; second++) {
        expectation +=
            policy.probability(first)
                * policy.probability(second)
                * fixture
                    .estimate(estimator, "samples", samples(policy, first, second))
                    .value(name);
      }
    }
    return expectation;
  }

  private Batch samples(Softmax policy, int first, int second) {
    return fixture.batch(
        "prompt_id", fixture.columns().integers(1, 1),
        "reward", fixture.numbers(REWARDS[first], REWARDS[second]),
        "logp", fixture.numbers(policy.logp(first), policy.logp(second)),
        "ref_logp", fixture.numbers(REFERENCE.logp(first), REFERENCE.logp(second)));
  }

  private double[] cotangents(Reinforce reinforce, Batch batch) {
    return fixture.cotangents(reinforce, "samples", batch, "logp");
  }
}
