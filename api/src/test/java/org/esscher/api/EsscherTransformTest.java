package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EsscherTransformTest {
  private static final double TOLERANCE = 1e-12;

  private static EsscherTransform of(double[] p, double... rewards) {
    return EsscherTransform.of(Arrays.stream(p).map(Math::log).toArray(), rewards);
  }

  private static EsscherTransform three() {
    return of(new double[] {.5, .3, .2}, 0, 1, 2);
  }

  private static EsscherTransform coin() {
    return of(new double[] {.7, .3}, 0, 1);
  }

  @Test
  void tilts() {
    // (.5, .3 e^{1/.7}, .2 e^{2/.7}) = (.5, 1.251819, 3.482289), whose sum is 5.234108; the logs of
    // the quotients to p are (−1.655196, −.226625, 1.201947), whose mean is .587342.
    EsscherTransform.Point point = three().at(1 / .7);

    assertThat(Arrays.stream(point.logp()).map(Math::exp).toArray())
        .containsExactly(new double[] {.095526, .239163, .665310}, within(5e-7));
    assertThat(point.reward()).isCloseTo(1.569784, within(5e-7));
    assertThat(point.divergence()).isCloseTo(.587342, within(5e-7));
  }

  @Test
  void meetsABudget() {
    // A coin of probability .3 with KL .1 to it: q = .514629 solves
    // q log(q/.3) + (1−q) log((1−q)/.7) = .1, and t is the difference of the log-odds, .905831.
    EsscherTransform.Point point = coin().within(.1, TOLERANCE);

    assertThat(point.reward()).isCloseTo(.514629, within(5e-7));
    assertThat(point.t()).isCloseTo(.905831, within(5e-7));
    assertThat(point.divergence()).isCloseTo(.1, within(TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.2039728043259361, 1.3, 1e6, Double.POSITIVE_INFINITY})
  void takesTheBestOutcomesWhereTheBudgetAdmitsThem(double budget) {
    EsscherTransform.Point point = coin().within(budget, TOLERANCE);

    assertThat(point.t()).isInfinite();
    assertThat(point.reward()).isEqualTo(1);
    assertThat(point.divergence()).isCloseTo(-Math.log(.3), within(1e-15));
    assertThat(point.logp()[0]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(point.logp()[1]).isZero();
  }

  @Test
  void meetsABudgetJustBelowTheLargest() {
    double budget = -Math.log(.3) - 1e-9;

    EsscherTransform.Point point = coin().within(budget, TOLERANCE);

    assertThat(point.t()).isFinite();
    assertThat(point.divergence()).isCloseTo(budget, within(TOLERANCE));
  }

  @Test
  void meetsATinyBudget() {
    // KL = t²·Var/2 for small t, Var = .3·.7: t = √(2e-12/.21), up to terms of order t².
    EsscherTransform.Point point = coin().within(1e-12, 1e-6);

    assertThat(point.t()).isCloseTo(Math.sqrt(2e-12 / .21), within(3e-10));
  }

  @Test
  void staysWhereThereIsNoBudget() {
    EsscherTransform.Point point = three().within(0, TOLERANCE);

    assertThat(point.t()).isZero();
    assertThat(point.divergence()).isZero();
    assertThat(point.reward()).isCloseTo(.7, within(1e-15));
  }

  @Test
  void staysWhereTheRewardIsConstant() {
    EsscherTransform constant = of(new double[] {.5, .5}, 3, 3);

    assertThat(constant.constant()).isTrue();
    assertThat(constant.within(1, TOLERANCE).t()).isZero();
    assertThat(constant.within(1, TOLERANCE).reward()).isEqualTo(3);
    assertThat(three().constant()).isFalse();
  }

  @Test
  void ignoresAConstantAddedToTheReward() {
    EsscherTransform shifted = of(new double[] {.5, .3, .2}, 4096, 4097, 4098);

    EsscherTransform.Point point = shifted.within(.4, TOLERANCE);
    EsscherTransform.Point unshifted = three().within(.4, TOLERANCE);

    // The rewards are exact in binary, so that nothing at all may differ but the sum of 4096.
    assertThat(point.t()).isEqualTo(unshifted.t());
    assertThat(point.divergence()).isEqualTo(unshifted.divergence());
    assertThat(point.logp()).isEqualTo(unshifted.logp());
    assertThat(point.reward()).isCloseTo(4096 + unshifted.reward(), within(1e-12));
  }

  @Test
  void sharesATemperature() {
    // With t shared the two divergences differ, and their mean meets the budget.
    List<EsscherTransform> both = List.of(three(), coin());

    double t = EsscherTransform.inverseTemperature(both, .2, TOLERANCE);

    double first = three().at(t).divergence();
    double second = coin().at(t).divergence();
    assertThat(first).isGreaterThan(second + .1);
    assertThat((first + second) / 2).isCloseTo(.2, within(TOLERANCE));
    EsscherTransform.Mean mean = EsscherTransform.mean(both, t);
    assertThat(mean.divergence()).isCloseTo(.2, within(TOLERANCE));
    assertThat(mean.reward())
        .isCloseTo((three().at(t).reward() + coin().at(t).reward()) / 2, within(1e-15));
  }

  @Test
  void tiltsTowardsSmallRewardsToo() {
    EsscherTransform.Point point = coin().at(Double.NEGATIVE_INFINITY);

    assertThat(point.reward()).isZero();
    assertThat(point.divergence()).isCloseTo(-Math.log(.7), within(1e-15));
    // The log-odds of .3 less 1: 1/(1 + (7/3)e).
    assertThat(coin().at(-1).reward()).isCloseTo(1 / (1 + 7 * Math.E / 3), within(1e-15));
  }

  @Test
  void dropsOutcomesThatNeverCome() {
    EsscherTransform transform = of(new double[] {.7, 0, .3}, 0, Double.NEGATIVE_INFINITY, 1);

    assertThat(transform.within(.1, TOLERANCE).reward()).isCloseTo(.514629, within(5e-7));
    assertThat(transform.within(2, TOLERANCE).reward()).isEqualTo(1);
  }

  @Test
  void survivesHugeRewards() {
    EsscherTransform.Point point = of(new double[] {.7, .3}, -1e300, 1e300).within(.1, TOLERANCE);

    assertThat(Math.exp(point.logp()[1])).isCloseTo(.514629, within(5e-7));
  }

  @Test
  void refusesWhatHasNoTransform() {
    assertThatThrownBy(() -> of(new double[] {.7, .4}, 0, 1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("sum to 1.1");
    assertThatThrownBy(() -> of(new double[] {.7, .3}, 0, Double.NaN))
        .hasMessageContaining("outcome 1 has the reward NaN");
    assertThatThrownBy(() -> of(new double[] {.7, .3}, Double.NEGATIVE_INFINITY, 0))
        .hasMessageContaining("outcome 0 has the reward -Infinity");
    assertThatThrownBy(() -> of(new double[] {1}, 0, 1)).hasMessageContaining("got 2");
    assertThatThrownBy(() -> coin().within(-.1, TOLERANCE)).hasMessageContaining("-0.1");
    assertThatThrownBy(() -> coin().within(Double.NaN, TOLERANCE)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> coin().within(.1, 0)).hasMessageContaining("tolerance above 0");
    assertThatThrownBy(() -> coin().at(Double.NaN)).hasMessageContaining("NaN");
  }
}
