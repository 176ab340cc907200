package org.esscher.plugins.programmablevi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.esscher.api.EsscherException;
import org.esscher.plugins.programmablevi.Distribution.Categorical;
import org.esscher.plugins.programmablevi.Distribution.Normal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Check 1 of the paper's card: strategies agree in mean, and have the variances they should. */
class SiteTest {
  private static final int DRAWS = 200_000;

  private final Random random = new Random(11);

  /** Mean and variance of the derivative over many draws. */
  private double[] moments(Function<RandomGenerator, Dual> estimate) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double tangent = estimate.apply(random).tangent();
      sum += tangent;
      squares += tangent * tangent;
    }
    double mean = sum / DRAWS;
    return new double[] {mean, squares / DRAWS - mean * mean};
  }

  private static Dual squaredDistance(Dual b) {
    Dual difference = b.minus(Dual.constant(.4));
    return difference.times(difference);
  }

  private static Categorical coin() {
    return Categorical.bernoulli(Dual.variable(.3));
  }

  @ParameterizedTest
  @EnumSource(
      value = Strategy.class,
      names = {"ENUM", "MVD"})
  void check1BernoulliWithoutNoise(Strategy strategy) {
    // E(b − .4)² = .16 + .2θ.
    Site site = Site.of(coin(), strategy);
    for (int i = 0; i < 20; i++) {
      assertThat(site.expect(SiteTest::squaredDistance, random).tangent())
          .isCloseTo(.2, within(1e-15));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, .4286", ".22, .0305"})
  void check1BernoulliByScoreFunction(double baseline, double variance) {
    Site site = new Site(coin(), Strategy.REINFORCE, baseline);
    double[] moments = moments(r -> site.expect(SiteTest::squaredDistance, r));

    // Four standard errors of the mean; the variance of a two-point variable is as sharp.
    assertThat(moments[0]).isCloseTo(.2, within(4 * Math.sqrt(variance / DRAWS)));
    assertThat(moments[1]).isCloseTo(variance, within(.01 * variance));
  }

  @ParameterizedTest
  @CsvSource({"REPARAM, 1, .01", "REINFORCE, 21.75, .9"})
  void check1NormalMean(Strategy strategy, double variance, double tolerance) {
    // d/dμ E x² = 2μ = 2.
    Site site = Site.of(new Normal(Dual.variable(1), Dual.constant(.5)), strategy);
    double[] moments = moments(r -> site.expect(x -> x.times(x), r));

    assertThat(moments[0]).isCloseTo(2, within(4 * Math.sqrt(variance / DRAWS)));
    // Of reinforce the square has heavy tails: its standard error over these draws is about .2.
    assertThat(moments[1]).isCloseTo(variance, within(tolerance));
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void strategiesComposeByTotalExpectation(Strategy inner) {
    // b ~ Bernoulli(θ), then a choice whose parameter depends on b and θ, at θ = .3. Discrete:
    // c ~ Bernoulli(θ(1+b)/2), L = b + 2c: E = θ + 2·(θ·θ + (1−θ)·θ/2) = 2θ + θ², so that
    // ∂ = 2 + 2θ = 2.6. Normal: x ~ N(θ(1+b), 1), L = x²: E = 1 + θ²(1 + 3θ), ∂ = 2θ + 9θ² = 1.41.
    boolean normal = inner == Strategy.REPARAM;
    Dual theta = Dual.variable(.3);
    Site outer = Site.of(Categorical.bernoulli(theta), Strategy.REINFORCE);
    Function<RandomGenerator, Dual> program =
        r ->
            outer.expect(
                b -> {
                  Dual scaled = theta.times(b.plus(Dual.constant(1)));
                  if (normal) {
                    return Site.of(new Normal(scaled, Dual.constant(1)), inner)
                        .expect(x -> x.times(x), r);
                  }
                  return Site.of(Categorical.bernoulli(scaled.times(.5)), inner)
                      .expect(c -> b.plus(c.times(2)), r);
                },
                r);
    double[] moments = moments(program);

    double expected = normal ? 1.41 : 2.6;
    assertThat(moments[0]).isCloseTo(expected, within(4 * Math.sqrt(moments[1] / DRAWS)));
  }

  @Test
  void averagesAndMinibatchesAreUnbiased() {
    Site site = Site.of(coin(), Strategy.REINFORCE);
    double[] four =
        moments(r -> Site.average(4, each -> site.expect(SiteTest::squaredDistance, each), r));
    assertThat(four[0]).isCloseTo(.2, within(4 * Math.sqrt(.4286 / 4 / DRAWS)));
    assertThat(four[1]).isCloseTo(.4286 / 4, within(.02 * .4286 / 4));

    // Σ_k kθ over k = 0..4 has the derivative 10; two of five terms estimate it with variance
    // 25·2/2 = 25.
    double[] part = moments(r -> Site.minibatch(5, 2, k -> Dual.variable(.3).times(k), r));
    assertThat(part[0]).isCloseTo(10, within(4 * Math.sqrt(25. / DRAWS)));
    assertThat(part[1]).isCloseTo(25, within(.5));
  }

  @Test
  void dualsFollowTheRulesOfDifferentiation() {
    // f(x) = log(x²/(1 + eˣ)) at 2: f′ = 2/x − σ(x) = 1 − .880797.
    Dual x = Dual.variable(2);
    Dual f = x.times(x).over(x.exp().plus(Dual.constant(1))).log();

    assertThat(f.tangent()).isCloseTo(1 - .880797, within(5e-7));
    assertThat(f.value()).isCloseTo(Math.log(4 / (1 + Math.exp(2))), within(1e-15));
  }

  @Test
  void refusesStrategiesThatADistributionHasNot() {
    Normal normal = new Normal(Dual.variable(0), Dual.constant(1));
    Dual third = Dual.constant(1 / 3.);
    refuses(() -> Site.of(coin(), Strategy.REPARAM), "reparam");
    refuses(() -> Site.of(normal, Strategy.ENUM), "infinitely many");
    refuses(() -> Site.of(normal, Strategy.MVD), "Bernoulli");
    refuses(
        () -> Site.of(new Categorical(List.of(third, third, third)), Strategy.MVD), "Bernoulli");
    refuses(() -> Site.average(0, r -> third, random), "got 0");
    refuses(() -> Site.minibatch(3, 0, k -> third, random), "0 of 3");
  }

  private static void refuses(ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(EsscherException.class).hasMessageContaining(why);
  }
}
