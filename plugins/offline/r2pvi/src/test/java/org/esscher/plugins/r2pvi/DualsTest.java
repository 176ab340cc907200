package org.esscher.plugins.r2pvi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Divergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.RobustDual;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks 1 to 3: worst cases near known distributions. */
class DualsTest {
  private static final double[] TWO_PROB = {.5, .5};
  private static final double[] TWO_VALUE = {0, 1};
  private static final double[] THREE_PROB = {.2, .3, .5};
  private static final double[] THREE_VALUE = {0, 1, 3};

  @AutoClose private final LogFixture fixture = new LogFixture();

  private Estimate estimate(String divergence, double lambda, Batch rows) {
    Statistic statistic =
        fixture.host.component(
            Statistic.class, "robust-dual", Map.of("divergence", divergence, "lambda", lambda));
    return fixture.host.estimate(
        statistic, Map.of("distributions", rows), State.empty(), 1, fixture.arena);
  }

  private static Column column(String name, Estimate estimate) {
    return Objects.requireNonNull(estimate.columns().get(name), name);
  }

  private Batch rows(int[] starts, double[] prob, double[] value) {
    return fixture.arena.batch(
        Map.of(
            "prob",
            fixture.arena.lists(starts, prob),
            "value",
            fixture.arena.lists(starts, value)));
  }

  /** The capability of the divergence by id, of one distribution. */
  private double[] dual(String divergence, double lambda, double[] prob, double[] value) {
    RobustDual dual =
        fixture
            .host
            .component(Divergence.class, "robust-" + divergence, Map.of())
            .as(RobustDual.class)
            .orElseThrow();
    double low = Arrays.stream(value).min().orElseThrow();
    double high = Arrays.stream(value).max().orElseThrow();
    return dual.value(
        g -> new double[] {mean(prob, value, g)}, lambda, new RobustDual.Range(low, low, high));
  }

  private static double mean(double[] prob, double[] value, DoubleUnaryOperator g) {
    double mean = 0;
    for (int i = 0; i < prob.length; i++) {
      mean += prob[i] * g.applyAsDouble(value[i]);
    }
    return mean;
  }

  @ParameterizedTest
  @CsvSource({
    "tv, .4, .2",
    "kl, .4, .245703",
    "chi2, .4, .34375",
    "tv, .1, .05",
    "kl, .1, .069310",
    "chi2, .1, .1"
  })
  void check1_twoPoints(String divergence, double lambda, double nu) {
    Column exact =
        column("nu", estimate(divergence, lambda, rows(new int[] {0, 2}, TWO_PROB, TWO_VALUE)));

    // Six digits are given of the KL's.
    double digits = divergence.equals("kl") ? 5e-7 : 1e-12;
    assertThat(exact.at(0)).isCloseTo(nu, within(digits));
    assertThat(dual(divergence, lambda, TWO_PROB, TWO_VALUE)[0]).isCloseTo(nu, within(digits));
  }

  @ParameterizedTest
  @CsvSource({"tv, .4", "kl, .709740", "chi2, 1.04"})
  void check2_threePoints(String divergence, double nu) {
    Column exact =
        column("nu", estimate(divergence, .5, rows(new int[] {0, 3}, THREE_PROB, THREE_VALUE)));

    double digits = divergence.equals("kl") ? 5e-7 : 1e-12;
    assertThat(exact.at(0)).isCloseTo(nu, within(digits));
    assertThat(dual(divergence, .5, THREE_PROB, THREE_VALUE)[0]).isCloseTo(nu, within(digits));
  }

  /** At a = 2.6 the mean is 1.6, and μ = μ₀·(1 + 1.6 − min(V, a)): (.2·2.6, .3·1.6, 0). */
  @Test
  void check2_worstDistributionOfChiSquare() {
    Estimate estimate = estimate("chi2", .5, rows(new int[] {0, 3}, THREE_PROB, THREE_VALUE));

    assertThat(column("worst_prob", estimate).toArray())
        .containsExactly(new double[] {.52, .48, 0}, within(1e-12));
  }

  private static double price(Regularizer divergence, double[] mu, double[] prob) {
    double sum = 0;
    for (int i = 0; i < mu.length; i++) {
      double ratio = mu[i] / prob[i];
      sum +=
          switch (divergence) {
            case TV -> .5 * Math.abs(mu[i] - prob[i]);
            case KL -> mu[i] == 0 ? 0 : mu[i] * Math.log(ratio);
            case CHI2 -> prob[i] * (ratio - 1) * (ratio - 1);
          };
    }
    return sum;
  }

  private static double objective(
      Regularizer divergence, double lambda, double[] prob, double[] value, double... mu) {
    return mean(mu, value, v -> v) + lambda * price(divergence, mu, prob);
  }

  /** The least value of a convex function within [0, high], by golden sections. */
  private static double least(DoubleUnaryOperator convex, double high) {
    double ratio = (Math.sqrt(5) - 1) / 2;
    double left = 0;
    double right = high;
    for (int i = 0; i < 60; i++) {
      double one = right - ratio * (right - left);
      double other = left + ratio * (right - left);
      if (convex.applyAsDouble(one) < convex.applyAsDouble(other)) {
        right = other;
      } else {
        left = one;
      }
    }
    return convex.applyAsDouble((left + right) / 2);
  }

  /** What is minimized is convex in μ, and so is its minimum over the second coordinate. */
  @ParameterizedTest
  @EnumSource(Regularizer.class)
  void check2_bruteForceMinimization(Regularizer divergence) {
    Random random = new Random(3);
    for (int trial = 0; trial < 30; trial++) {
      double[] prob = distribution(3, random);
      double[] value = random.doubles(3, 0, 3).toArray();
      double lambda = .05 + 2 * random.nextDouble();
      WorstCase.Worst worst = ((WorstCase) divergence.divergence(11)).worst(prob, value, lambda);

      double brute =
          least(
              first ->
                  least(
                      second ->
                          objective(
                              divergence, lambda, prob, value, first, second, 1 - first - second),
                      1 - first),
              1);

      assertThat(worst.nu()).isCloseTo(brute, within(1e-6));
      assertThat(Arrays.stream(worst.prob()).sum()).isCloseTo(1, within(1e-12));
      assertThat(objective(divergence, lambda, prob, value, worst.prob()))
          .as("the worst distribution has the worst value")
          .isCloseTo(worst.nu(), within(1e-12));
    }
  }

  private static double[] distribution(int outcomes, Random random) {
    double[] prob = random.doubles(outcomes, .05, 1).toArray();
    double mass = Arrays.stream(prob).sum();
    return Arrays.stream(prob).map(one -> one / mass).toArray();
  }

  @ParameterizedTest
  @EnumSource(Regularizer.class)
  void check3_limitsAndMonotony(Regularizer divergence) {
    Random random = new Random(4);
    WorstCase dual = (WorstCase) divergence.divergence(11);
    for (int trial = 0; trial < 30; trial++) {
      double[] prob = distribution(5, random);
      double[] value = random.doubles(5, -1, 3).toArray();
      double low = Arrays.stream(value).min().orElseThrow();
      double high = Arrays.stream(value).max().orElseThrow();

      // The second-order term is Var/(2λ) at most.
      assertThat(dual.worst(prob, value, 1e6).nu())
          .isCloseTo(mean(prob, value, v -> v), within(4e-6));
      // TV leaves λ; KL λ·log(1/prob); chi-square the price of all mass on one outcome.
      assertThat(dual.worst(prob, value, 1e-7).nu()).isCloseTo(low, within(1e-5));
      if (divergence == Regularizer.TV) {
        assertThat(dual.worst(prob, value, high - low).nu())
            .isCloseTo(mean(prob, value, v -> v), within(1e-14));
      }
      double before = low;
      for (double lambda = 1e-3; lambda < 1e3; lambda *= 1.7) {
        double nu = dual.worst(prob, value, lambda).nu();
        assertThat(nu).isGreaterThanOrEqualTo(before - 1e-13);
        before = nu;
      }
    }
  }

  /** Outcomes without mass: TV moves mass to them, KL and chi-square can't. */
  @Test
  void check3_outcomesWithoutMass() {
    double[] prob = {0, .5, .5};
    double[] value = {-1, 0, 1};

    assertThat(new RobustTv().worst(prob, value, .4).nu()).isCloseTo(-.6, within(1e-15));
    assertThat(new RobustTv().worst(prob, value, .4).prob()).containsExactly(1, 0, 0);
    assertThat(new RobustKl().worst(prob, value, 1e-9).nu()).isCloseTo(0, within(1e-8));
    assertThat(new RobustChi2(11).worst(prob, value, 1e-9).nu()).isCloseTo(0, within(1e-8));
    assertThat(new RobustChi2(11).worst(prob, value, .4).nu()).isCloseTo(.34375, within(1e-15));
  }

  /** The grid misses the maximum by at most (3/300)²/(16·λ) = 6.25e-5 at λ = .1. */
  @Test
  void theGridOfChiSquareIsAsCloseAsItClaims() {
    Random random = new Random(5);
    for (int trial = 0; trial < 30; trial++) {
      double[] prob = distribution(6, random);
      double[] value = random.doubles(6, 0, 3).toArray();
      value[0] = 0;
      value[1] = 3;

      double exact = new RobustChi2(301).worst(prob, value, .1).nu();

      assertThat(dual("chi2", .1, prob, value)[0])
          .isBetween(exact - 1e-4 / (16 * .1), exact + 1e-14);
    }
  }

  /** A regression's mean of exp(−V/λ) that is not above 0 has no logarithm. */
  @Test
  void negativeEstimatesGiveTheGreatestValue() {
    double[] nu =
        new RobustKl().value(g -> new double[] {-.2, 0, 1e-300}, .5, new RobustDual.Range(0, 0, 2));

    assertThat(nu).containsExactly(2, 2, 2);
  }

  /** exp(−1/1e-4) is 0 in float64; relative to the least value nothing underflows. */
  @Test
  void smallLambdaDoesNotUnderflow() {
    double[] prob = {.25, .75};
    double[] value = {1, 2};

    assertThat(dual("kl", 1e-4, prob, value)[0]).isCloseTo(1 - 1e-4 * Math.log(.25), within(1e-12));
    assertThat(new RobustKl().worst(prob, value, 1e-4).nu())
        .isCloseTo(1 - 1e-4 * Math.log(.25), within(1e-12));
  }

  @Test
  void rowsOfSeveralLengthsAreSeparate() {
    Batch rows =
        rows(new int[] {0, 2, 5}, new double[] {.5, .5, .2, .3, .5}, new double[] {0, 1, 0, 1, 3});

    Estimate estimate = estimate("tv", .5, rows);

    assertThat(column("nu", estimate).toArray())
        .containsExactly(new double[] {.25, .4}, within(1e-15));
    Column worst = column("worst_prob", estimate);
    assertThat(worst.toArray()).containsExactly(new double[] {1, 0, 1, 0, 0}, within(1e-15));
    assertThat(worst.start(1)).isEqualTo(2);
  }

  @Test
  void whatIsNoDistributionIsRefused() {
    assertThatThrownBy(
            () -> estimate("kl", 1, rows(new int[] {0, 2}, new double[] {.5, .6}, TWO_VALUE)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0, column 'prob'");
    assertThatThrownBy(
            () ->
                estimate(
                    "kl",
                    1,
                    fixture.arena.batch(
                        Map.of(
                            "prob",
                            fixture.arena.lists(new int[] {0, 2}, TWO_PROB),
                            "value",
                            fixture.arena.lists(new int[] {0, 3}, THREE_VALUE)))))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("2 probabilities and 3 values");
    assertThatThrownBy(() -> estimate("kl", 0, rows(new int[] {0, 2}, TWO_PROB, TWO_VALUE)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("lambda");
  }
}
