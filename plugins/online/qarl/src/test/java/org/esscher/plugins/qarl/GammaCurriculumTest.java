package org.esscher.plugins.qarl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Statistic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 1, 6 and 7 of the paper's card, and bad input. */
class GammaCurriculumTest {
  private static final double EULER = .5772156649015329;

  @AutoClose private static final QarlFixture FIXTURE = new QarlFixture();

  private static SelfPacedGamma statistic(double k, boolean met, @Nullable Double candidate) {
    return new SelfPacedGamma(k, 1, 1000, .5, 1, 30, met, false, candidate);
  }

  /** Episodes whose temperatures are spread evenly over the quantiles' range of Gamma(50, 1000). */
  private Batch episodes(int count, double... returns) {
    double[] temperatures = new double[count];
    double[] paid = new double[count];
    for (int i = 0; i < count; i++) {
      temperatures[i] = .04 + .02 * i / count;
      paid[i] = returns[i % returns.length];
    }
    return FIXTURE.batch(
        "temperature", FIXTURE.arena.numbers(temperatures), "return", FIXTURE.arena.numbers(paid));
  }

  private Estimate estimate(SelfPacedGamma statistic, Batch episodes) {
    return FIXTURE.estimate(statistic, "episodes", episodes);
  }

  /** From tables: ψ(1) = −γ, ψ(½) = −γ − 2 log 2; Γ(½) = √π, Γ(11) = 10!. */
  @Test
  void logGammaAndItsDerivative() {
    assertThat(LogGamma.value(.5)).isCloseTo(Math.log(Math.PI) / 2, within(1e-14));
    assertThat(LogGamma.value(11)).isCloseTo(Math.log(3628800), within(1e-14));
    assertThat(LogGamma.derivative(1)).isCloseTo(-EULER, within(1e-14));
    assertThat(LogGamma.derivative(.5)).isCloseTo(-EULER - 2 * Math.log(2), within(1e-14));
  }

  @Test
  void check1StepsAreLimitedByTheirDivergence() {
    assertThat(GammaCurriculum.divergence(50, 1)).isCloseTo(46.6318, within(5e-5));

    List<Double> passed = new ArrayList<>();
    double k = 50;
    for (int update = 0; update < 13; update++) {
      // Returns that always meet the threshold.
      k = estimate(statistic(k, true, null), episodes(30, 1e6)).value("next_k");
      passed.add(k);
    }

    double[] wanted = {
      43.29, 37.08, 31.36, 26.13, 21.40, 17.15, 13.40, 10.13, 7.35, 5.05, 3.23, 1.88, 1
    };
    for (int update = 0; update < wanted.length; update++) {
      assertThat(passed.get(update)).isCloseTo(wanted[update], within(5e-3));
    }
    assertThat(passed.get(12)).isEqualTo(1);
    assertThat(estimate(statistic(1, true, null), episodes(30, 1e6)).value("next_k")).isEqualTo(1);
  }

  /** Hot episodes pay more: k grows to the bound of the trust region, and the estimate with it. */
  @Test
  void check6WhatWasNeverMetIsRaised() {
    double[] rising = new double[40];
    Arrays.setAll(rising, i -> .02 * i);
    Batch episodes = episodes(40, rising);
    Estimate now = estimate(statistic(50, false, null), episodes);
    double next = now.value("next_k");
    Estimate then = estimate(statistic(50, false, next), episodes);

    assertThat(now.value("estimate")).isLessThan(1);
    assertThat(next).isGreaterThan(50);
    assertThat(then.value("estimate")).isGreaterThan(now.value("estimate"));
    assertThat(then.value("kl_step")).isLessThanOrEqualTo(.5);
  }

  @Test
  void check6WhatWasMetAndIsLostStays() {
    Batch lost = episodes(30, .9);
    assertThat(estimate(statistic(50, true, null), lost).value("next_k")).isEqualTo(50);
    Batch held = episodes(30, 1e6);
    assertThat(estimate(statistic(50, true, null), held).value("next_k")).isLessThan(50);
  }

  /**
   * The cold half of the episodes pays nothing, so that the threshold binds within the trust
   * region: the estimate at the next k is the threshold.
   */
  @Test
  void theThresholdBindsWithinTheTrustRegion() {
    double[] returns = new double[40];
    Arrays.setAll(returns, i -> i < 20 ? 0 : 2.4);
    Batch episodes = episodes(40, returns);
    double next = estimate(statistic(50, true, null), episodes).value("next_k");
    Estimate there = estimate(statistic(50, true, next), episodes);

    assertThat(next).isLessThan(50);
    assertThat(there.value("kl_step")).isLessThan(.5);
    assertThat(there.value("estimate")).isCloseTo(1, within(1e-12));
  }

  @Test
  void check7ImportanceWeightsAtThePresentAreOne() {
    double[] returns = {3, -1, .5};
    Estimate estimate = estimate(statistic(50, false, 50.0), episodes(30, returns));
    Column weights = Objects.requireNonNull(estimate.columns().get("importance_weight"));

    assertThat(weights.toArray()).containsOnly(1);
    assertThat(estimate.value("estimate")).isCloseTo(2.5 / 3, within(1e-14));
    assertThat(estimate.value("effective_sample_size")).isCloseTo(30, within(1e-12));
  }

  /** p(β; 2)/p(β; 1) = ω β: .04·1000 of the first row. */
  @Test
  void importanceWeightsAreRatiosOfDensities() {
    Estimate estimate = estimate(statistic(1, false, 2.0), episodes(30, 1));
    Column weights = Objects.requireNonNull(estimate.columns().get("importance_weight"));

    assertThat(weights.at(0)).isCloseTo(40, within(1e-12));
    assertThat(estimate.value("kl_target")).isEqualTo(estimate.value("kl_step"));
    // (2 − 1) ψ(2) − ln Γ(2) + ln Γ(1) = 1 − γ.
    assertThat(estimate.value("kl_step")).isCloseTo(1 - EULER, within(1e-14));
  }

  @Test
  void tooFewEpisodesMoveNothing() {
    assertThat(estimate(statistic(50, true, null), episodes(29, 1e6)).value("next_k"))
        .isEqualTo(50);
  }

  /** 49·log(1e-8·1000) = −564: no overflow, and weights above e²⁰ are e²⁰. */
  @Test
  void temperaturesOfZeroAndLargeRatiosAreHandled() {
    Batch episodes = episodes(30, 1).with("temperature", FIXTURE.arena.numbers(new double[30]));
    Estimate up = estimate(statistic(1, true, 50.0), episodes);
    assertThat(up.value("estimate")).isBetween(0.0, 1e-200);

    Estimate down = estimate(statistic(50, true, 1.0), episodes);
    assertThat(down.value("estimate")).isCloseTo(Math.exp(20), within(1e-3));
    assertThat(down.value("next_k")).isFinite();
  }

  @ParameterizedTest
  @CsvSource({"50, 51, false, k", "50, 60, false, reverse"})
  void refusesTargetsAboveTheStart(double k, double target, boolean reverse, String word) {
    assertThatThrownBy(() -> new SelfPacedGamma(k, target, 1000, .5, 1, 30, false, reverse, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(word, Double.toString(target));
  }

  /** In reverse the adversary becomes less rational. */
  @Test
  void reverseGoesUp() {
    SelfPacedGamma statistic = new SelfPacedGamma(1, 50, 1000, .5, 1, 30, true, true, null);
    assertThat(estimate(statistic, episodes(30, 1e6)).value("next_k")).isBetween(1.5, 3.0);
  }

  @ParameterizedTest
  @CsvSource({"omega, 0", "omega, -1", "k, 0", "kTarget, -2", "perfThreshold, missing"})
  void refusesConfigurationsThatAreNone(String field, String value) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("perfThreshold", 1);
    if (value.equals("missing")) {
      config.remove(field);
    } else {
      config.put(field, Double.valueOf(value));
    }
    assertThatThrownBy(
            () -> FIXTURE.context(1).component(Statistic.class, "self-paced-gamma", config))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(field);
  }
}
