package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Level;
import org.esscher.api.Statistic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 3 and 4 of the paper's card, trimming, bounds, and what is refused. */
class OccupancyPenaltyTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] BASE = {0.5, 0.3, 0.2};
  private static final double[] POLICY = {0.2, 0.3, 0.5};

  /** Some roundings of numbers of size 1. */
  private static final double ROUNDING = 1e-14;

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static OccupancyChi2 rootChi2(double coef, double trim) {
    return new OccupancyChi2(true, coef, false, trim, 10, INFINITY);
  }

  private Batch samples(double... logRatio) {
    return fixture.batch("log_ratio", logRatio);
  }

  private Batch outcomes() {
    return samples(Fixture.logRatios(POLICY, BASE)).with("weight", fixture.arena.numbers(POLICY));
  }

  private Estimate estimate(Estimator penalty, Batch rows) {
    return fixture.estimate(penalty, "samples", rows);
  }

  private static double expected(Estimate estimate) {
    double[] reward = Fixture.column(estimate, "penalty_reward");
    double sum = 0;
    for (int i = 0; i < reward.length; i++) {
      sum += POLICY[i] * reward[i];
    }
    return sum;
  }

  @Test
  void check3AtTheBasePolicyThePenaltyIsNothing() {
    Estimate estimate = estimate(rootChi2(2, 0), samples(0, 0, 0));

    assertThat(estimate.value("sqrt_chi2")).isEqualTo(0);
    assertThat(Fixture.column(estimate, "penalty_reward")).containsOnly(-0.0);
  }

  /** χ² = .63; without the −1 the expectation would be −λ(χ² + 1)/√χ², with a 2 twice as large. */
  @Test
  void check4ThePenaltysExpectationIsTheRootOfChi2() {
    Estimate estimate = estimate(rootChi2(0.7, 0), outcomes());

    assertThat(estimate.value("sqrt_chi2")).isCloseTo(Math.sqrt(0.63), within(ROUNDING));
    assertThat(expected(estimate)).isCloseTo(-0.7 * Math.sqrt(0.63), within(1e-12));
  }

  @Test
  void theOthersExpectationsAreTheirDivergences() {
    Estimate chi2 = estimate(new OccupancyChi2(false, 1, false, 0, 10, INFINITY), outcomes());
    Estimate kl = estimate(new OccupancyKl(1, false, 10, INFINITY), outcomes());
    Estimate tv = estimate(new OccupancyTv(1, false, 10, INFINITY), outcomes());

    assertThat(chi2.value("chi2")).isCloseTo(0.63, within(ROUNDING));
    assertThat(expected(chi2)).isCloseTo(-0.63, within(ROUNDING));
    // .2·log .4 + .5·log 2.5
    assertThat(kl.value("kl")).isCloseTo(0.274887, within(5.1e-7));
    assertThat(expected(kl)).isCloseTo(-kl.value("kl"), within(ROUNDING));
    // .5 − .2: all excess is in the last outcome. Signs: −.2 + 0 + .5.
    assertThat(tv.value("total_variation")).isCloseTo(0.3, within(ROUNDING));
    assertThat(expected(tv)).isCloseTo(-0.3, within(ROUNDING));
  }

  /**
   * Eight rows with e^d − 1 = −.5, 0, 0, 1, 2, 3, 4, 9: ⌊.3·8⌋ = 2 go at either end, so that 0, 1,
   * 2, 3 stay, whose mean is 1.5.
   */
  @Test
  void theSmallestAndTheLargestRatiosAreTrimmed() {
    double[] logRatio = Fixture.logs(10, 1, 3, 0.5, 4, 1, 5, 2);
    Estimate estimate = estimate(rootChi2(1, 0.3), samples(logRatio));

    assertThat(estimate.value("sqrt_chi2")).isCloseTo(Math.sqrt(1.5), within(1e-11));
    assertThat(Fixture.column(estimate, "penalty_reward")[0])
        .isCloseTo(-9 / Math.sqrt(1.5), within(1e-11));
  }

  @Test
  void rowsOfWeightTwoAreTrimmedAsTwoRows() {
    Batch weighted =
        samples(Fixture.logs(0.5, 2, 4, 9)).with("weight", fixture.arena.numbers(2, 1, 2, 1));
    Batch repeated = samples(Fixture.logs(0.5, 0.5, 2, 4, 4, 9));

    // ⌊.2·6⌋ = 1 at either end leaves −.5, 1, 3, 3.
    assertThat(estimate(rootChi2(1, 0.2), weighted).value("sqrt_chi2"))
        .isCloseTo(Math.sqrt(6.5 / 4), within(1e-11));
    assertThat(estimate(rootChi2(1, 0.2), repeated).value("sqrt_chi2"))
        .isCloseTo(Math.sqrt(6.5 / 4), within(1e-11));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 999})
  void trimmedMeansAreThoseOfSortedRows(int rows) {
    double[] logRatio = new Random(rows).doubles(rows, -3, 3).toArray();
    double[] sorted = logRatio.clone();
    Arrays.sort(sorted);
    int dropped = (int) Math.floor(0.13 * rows);
    double mean = 0;
    for (int i = dropped; i < rows - dropped; i++) {
      mean += Math.expm1(sorted[i]) / (rows - 2 * dropped);
    }
    Estimate estimate = estimate(rootChi2(1, 0.13), samples(logRatio));

    assertThat(estimate.value("sqrt_chi2")).isCloseTo(Math.sqrt(Math.max(mean, 0)), within(1e-10));
  }

  @Test
  void aTrimmedChi2OfNoSizeLeavesTheRootOut() {
    Estimate estimate = estimate(rootChi2(2, 0), samples(Fixture.logs(0.5, 0.5, 1.5)));

    // The mean of −.5, −.5, .5 is negative.
    assertThat(estimate.value("sqrt_chi2")).isEqualTo(0);
    assertThat(Fixture.column(estimate, "penalty_reward"))
        .usingComparatorWithPrecision(ROUNDING)
        .containsExactly(1, 1, -1);
  }

  @Test
  void saturatedAndInfiniteRatiosAreCounted() {
    OccupancyKl kl = new OccupancyKl(1, false, 2, INFINITY);
    Estimate estimate = estimate(kl, samples(5, -5, INFINITY, -INFINITY, 1, 0, 0, 0));

    assertThat(Fixture.column(estimate, "penalty_reward"))
        .containsExactly(-2, 2, -0.0, -0.0, -1, -0.0, -0.0, -0.0);
    assertThat(estimate.value("capped_fraction")).isEqualTo(0.25);
    assertThat(estimate.value("nonfinite_fraction")).isEqualTo(0.25);
  }

  @Test
  void penaltiesAreBounded() {
    OccupancyChi2 chi2 = new OccupancyChi2(false, 1, false, 0, 10, 3);

    assertThat(Fixture.column(estimate(chi2, samples(Fixture.logs(2, 100))), "penalty_reward"))
        .usingComparatorWithPrecision(ROUNDING)
        .containsExactly(-1, -3);
  }

  /** π = (.5, .3, .2, 0) and p = (.2, .3, .5, 0): .63, its root, .274887 and .3. */
  @Test
  void exactMeasuresAreComparedAsDistributions() {
    assertThat(between(new OccupancyChi2(false, 1, false, 0, 10, INFINITY), 0.5))
        .isCloseTo(0.63, within(ROUNDING));
    assertThat(between(rootChi2(1, 0), 0.5)).isCloseTo(Math.sqrt(0.63), within(ROUNDING));
    assertThat(between(new OccupancyKl(1, false, 10, INFINITY), 0.5))
        .isCloseTo(0.274887, within(5.1e-7));
    assertThat(between(new OccupancyTv(1, false, 10, INFINITY), 0.5))
        .isCloseTo(0.3, within(ROUNDING));
  }

  /** p = (.2, .3, 0, .5): π goes where the base policy never does. */
  @Test
  void outsideOfTheBasesSupportAllButTotalVariationAreInfinite() {
    assertThat(between(rootChi2(1, 0), 0)).isEqualTo(INFINITY);
    assertThat(between(new OccupancyKl(1, false, 10, INFINITY), 0)).isEqualTo(INFINITY);
    // ½(.3 + 0 + .2 + .5)
    assertThat(between(new OccupancyTv(1, false, 10, INFINITY), 0))
        .isCloseTo(0.5, within(ROUNDING));
  }

  /** Of π = (.5, .3, .2, 0) and p = (.2, .3, third, .5 − third). */
  private double between(DistributionDivergence divergence, double third) {
    Statistic statistic =
        in ->
            Map.of(
                "value",
                divergence.between(
                    in.slot("samples").column("log_p", Level.ROW),
                    in.slot("samples").column("log_q", Level.ROW),
                    Level.BATCH));
    Batch outcomes =
        fixture.batch(
            "log_p",
            Fixture.logs(0.5, 0.3, 0.2, 0),
            "log_q",
            Fixture.logs(0.2, 0.3, third, 0.5 - third));
    return estimate(statistic, outcomes).value("value");
  }

  @Test
  void repellingIsNeverByMistake() {
    assertThatThrownBy(() -> rootChi2(-1, 0))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("repel: true");
    assertThatThrownBy(() -> new OccupancyKl(-1, false, 10, INFINITY))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("occupancy-kl");
    assertThatThrownBy(() -> new OccupancyTv(Double.NaN, true, 10, INFINITY))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("not finite");
    OccupancyKl away = new OccupancyKl(-1, true, 10, INFINITY);
    assertThat(Fixture.column(estimate(away, samples(0.5)), "penalty_reward")).containsExactly(0.5);
  }

  @Test
  void refusesRatiosThatAreNoNumbers() {
    assertThatThrownBy(() -> estimate(rootChi2(1, 0), samples(0, Double.NaN)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("log_ratio");
  }
}
