package org.esscher.plugins.base.ope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Statistic;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffPolicyStatisticsTest {
  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Weights (2, .5, 1, .2), rewards (1, 0, 1, 1). */
  private Batch log() {
    return fixture.batch(
        "logp", fixture.numbers(Math.log(0.5), Math.log(0.2), Math.log(0.8), Math.log(0.1)),
        "propensity", fixture.numbers(0.25, 0.4, 0.8, 0.5),
        "reward", fixture.numbers(1, 0, 1, 1),
        "q_pred", fixture.numbers(0.5, 0.5, 0.75, 0.5),
        "value_pred", fixture.numbers(0.6, 0.4, 0.8, 0.2));
  }

  /** Mean of (2, 0, 1, .2) = .8; squared deviations 1.44 + .64 + .04 + .36 = 2.48. */
  @Test
  void inversePropensityScoring() {
    Quantity ips = quantity(new InversePropensityScoring(), "ips");
    assertThat(ips.value()).isCloseTo(0.8, within(1e-15));
    assertThat(ips.standardError()).isCloseTo(Math.sqrt(2.48 / 3 / 4), within(1e-15));
  }

  /**
   * 3.2/3.7. By linearization the influences are w(r − θ)/Σw, which add up to 0; their variance is
   * that of a sum of four.
   */
  @Test
  void selfNormalizedInversePropensityScoring() {
    double theta = 3.2 / 3.7;
    Quantity snips = quantity(new SelfNormalizedIps(), "snips");
    assertThat(snips.value()).isCloseTo(theta, within(1e-15));
    double[] influence = {2 * (1 - theta), 0.5 * -theta, 1 - theta, 0.2 * (1 - theta)};
    double squares = 0;
    for (double share : influence) {
      squares += share * share / (3.7 * 3.7);
    }
    assertThat(snips.standardError()).isCloseTo(Math.sqrt(squares * 4 / 3), within(1e-15));
  }

  /** Mean of (.6, .4, .8, .2) = .5; squared deviations .01 + .01 + .09 + .09 = .2. */
  @Test
  void directMethod() {
    Quantity dm = quantity(new DirectMethod(), "dm");
    assertThat(dm.value()).isCloseTo(0.5, within(1e-15));
    assertThat(dm.standardError()).isCloseTo(Math.sqrt(0.2 / 3 / 4), within(1e-15));
  }

  /**
   * Residuals (.5, −.5, .25, .5) times weights: (1, −.25, .25, .1). Rows (1.6, .15, 1.05, .3), mean
   * .775.
   */
  @Test
  void doublyRobust() {
    Quantity dr = quantity(new DoublyRobust(), "dr");
    assertThat(dr.value()).isCloseTo(0.775, within(1e-15));
    double squares = 0.825 * 0.825 + 0.625 * 0.625 + 0.275 * 0.275 + 0.475 * 0.475;
    assertThat(dr.standardError()).isCloseTo(Math.sqrt(squares / 3 / 4), within(1e-15));
  }

  /** Above 1.5 stands the first row only: rows (.6, .15, 1.05, .3), mean .525. */
  @Test
  void switchLeavesOutLargeWeights() {
    SwitchDoublyRobust estimator = new SwitchDoublyRobust(1.5);
    assertThat(quantity(estimator, "switch-dr").value()).isCloseTo(0.525, within(1e-15));
    assertThat(quantity(estimator, "switched_fraction").value()).isEqualTo(0.25);
    // A weight at the threshold is kept.
    assertThat(quantity(new SwitchDoublyRobust(1), "switched_fraction").value()).isEqualTo(0.25);
  }

  @Test
  void switchJoinsTheDirectMethodToTheDoublyRobustEstimator() {
    assertThat(quantity(new SwitchDoublyRobust(0), "switch-dr").value())
        .isEqualTo(quantity(new DirectMethod(), "dm").value());
    assertThat(quantity(new SwitchDoublyRobust(Double.POSITIVE_INFINITY), "switch-dr").value())
        .isEqualTo(quantity(new DoublyRobust(), "dr").value());
  }

  static Stream<Statistic> weighted() {
    return Stream.of(
        new InversePropensityScoring(),
        new SelfNormalizedIps(),
        new DoublyRobust(),
        new SwitchDoublyRobust(1.5));
  }

  /** (Σw)² = 3.7² = 13.69, Σw² = 4 + .25 + 1 + .04 = 5.29. */
  @ParameterizedTest
  @MethodSource("weighted")
  void everyWeightedValueComesWithItsWeights(Statistic statistic) {
    assertThat(quantity(statistic, "ess").value()).isCloseTo(13.69 / 5.29, within(1e-14));
    assertThat(quantity(statistic, "largest_weight").value()).isCloseTo(2, within(1e-15));
    assertThat(quantity(statistic, "mean_weight").value()).isCloseTo(0.925, within(1e-15));
  }

  /**
   * Weights 1e200·(2, .5, 1, .2) and 1e-200·(2, .5, 1, .2): their squares are infinite and 0, and
   * the effective size is that of (2, .5, 1, .2) still.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e200, 1e-200})
  void theEffectiveSizeKnowsNoUnit(double unit) {
    double[] logp = log().column("logp").toArray();
    Batch scaled =
        log()
            .with(
                "logp",
                fixture.numbers(Arrays.stream(logp).map(each -> each + Math.log(unit)).toArray()));
    // exp of a sum near 460 is off by 460 ulp.
    assertThat(fixture.estimate(new SelfNormalizedIps(), "log", scaled).value("ess"))
        .isCloseTo(13.69 / 5.29, within(1e-12));
  }

  /** exp(−800) is 0: two rows of four don't count, and that is told. */
  @Test
  void weightsOfZeroAreCounted() {
    Batch half = log().with("logp", fixture.numbers(-800, -800, Math.log(0.8), Math.log(0.5)));
    assertThat(
            fixture
                .estimate(new InversePropensityScoring(), "log", half)
                .value("zero_weight_fraction"))
        .isEqualTo(0.5);
  }

  /** Evaluating the logging policy: weights 1, IPS and SNIPS the mean reward, ESS all rows. */
  @Test
  void weightsAreOneForTheLoggingPolicy() {
    Batch onPolicy =
        log()
            .with(
                "logp",
                fixture.numbers(Math.log(0.25), Math.log(0.4), Math.log(0.8), Math.log(0.5)));
    assertThat(fixture.estimate(new InversePropensityScoring(), "log", onPolicy).value("ips"))
        .isCloseTo(0.75, within(1e-15));
    assertThat(fixture.estimate(new SelfNormalizedIps(), "log", onPolicy).value("snips"))
        .isCloseTo(0.75, within(1e-15));
    assertThat(fixture.estimate(new SelfNormalizedIps(), "log", onPolicy).value("ess"))
        .isCloseTo(4, within(1e-14));
  }

  /**
   * Two actions with rewards 1 and 3, logged with (.2, .8), evaluated with (.7, .3): over both
   * actions the expectation of IPS is .7·1 + .3·3 = 1.6, and DR's is too for any reward model.
   */
  @Test
  void valuesAreUnbiased() {
    double[] logged = {0.2, 0.8};
    double[] evaluated = {0.7, 0.3};
    double[] rewards = {1, 3};
    double[] model = {0.1, -2};
    double modelValue = 0.7 * model[0] + 0.3 * model[1];
    double ips = 0;
    double dr = 0;
    for (int a = 0; a < 2; a++) {
      Batch one =
          fixture.batch(
              "logp", fixture.numbers(Math.log(evaluated[a])),
              "propensity", fixture.numbers(logged[a]),
              "reward", fixture.numbers(rewards[a]),
              "q_pred", fixture.numbers(model[a]),
              "value_pred", fixture.numbers(modelValue));
      ips += logged[a] * fixture.estimate(new InversePropensityScoring(), "log", one).value("ips");
      dr += logged[a] * fixture.estimate(new DoublyRobust(), "log", one).value("dr");
    }
    assertThat(ips).isCloseTo(1.6, within(1e-15));
    assertThat(dr).isCloseTo(1.6, within(1e-15));
  }

  @Test
  void refusesImpossiblePropensities() {
    Batch impossible = log().with("propensity", fixture.numbers(0.25, 0, 0.8, 0.5));
    assertThatThrownBy(() -> fixture.estimate(new InversePropensityScoring(), "log", impossible))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("propensity")
        .hasMessageContaining("row 1");
  }

  private Quantity quantity(Statistic statistic, String name) {
    return Objects.requireNonNull(
        fixture.estimate(statistic, "log", log()).statistics().get(name), name);
  }
}
