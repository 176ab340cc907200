package org.esscher.plugins.base.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.api.Level.ROW;

import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Statistic;
import org.esscher.plugins.base.EstimationFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exact values and gradients over enumerated supports. */
class DistributionDivergenceTest {
  private static final double[] POLICY = {0.5, 0.3, 0.2};
  private static final double[] TARGET = {0.2, 0.3, 0.5};
  private static final double LOG_2 = Math.log(2);

  private final EstimationFixture fixture = new EstimationFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<DistributionDivergence> all() {
    return fixtureValues().map(arguments -> (DistributionDivergence) arguments.get()[0]);
  }

  /**
   * By hand, for π = (.5, .3, .2) and p = (.2, .3, .5):
   *
   * <p>both KL: .3 log(2.5) = .2748872; jensen-shannon with m = (.35, .3, .35): 2(.5 log(.5/.35) +
   * .2 log(.2/.35)) = .1328290, the halved one half of that; total variation ½(.3 + 0 + .3); both
   * χ²: .09/.2 + .09/.5 = .63; squared Hellinger: 2(√.5 − √.2)² = 1.4 − 4√.1 = .1350889; α = ½: 2(t
   * + 1 − 2√t) is twice that; Rényi of order 2: log(1 + χ²) = log 1.63; of order ½: −2 log(.3 +
   * 2√.1).
   */
  static Stream<Arguments> fixtureValues() {
    double jensenShannon = 2 * (0.5 * Math.log(0.5 / 0.35) + 0.2 * Math.log(0.2 / 0.35));
    double hellinger = 1.4 - 4 * Math.sqrt(0.1);
    return Stream.of(
        Arguments.of(new ReverseKl(), 0.3 * Math.log(2.5)),
        Arguments.of(new ForwardKl(), 0.3 * Math.log(2.5)),
        Arguments.of(new JensenShannon(false), jensenShannon),
        Arguments.of(new JensenShannon(true), jensenShannon / 2),
        Arguments.of(new TotalVariation(), 0.3),
        Arguments.of(new PearsonChi2(), 0.63),
        Arguments.of(new NeymanChi2(), 0.63),
        Arguments.of(new SquaredHellinger(), hellinger),
        Arguments.of(new AlphaDivergence(0.5), 2 * hellinger),
        Arguments.of(new Renyi(2), Math.log(1.63)),
        Arguments.of(new Renyi(0.5), -2 * Math.log(0.3 + 2 * Math.sqrt(0.1))));
  }

  @ParameterizedTest
  @MethodSource("fixtureValues")
  void valuesOfTheFixture(DistributionDivergence divergence, double expected) {
    assertThat(value(divergence, POLICY, TARGET)).isCloseTo(expected, within(1e-15));
  }

  /** The numbers of the conventions, which are given to six places. */
  @Test
  void valuesOfTheConventions() {
    assertThat(value(new ReverseKl(), POLICY, TARGET)).isCloseTo(0.274887, within(5e-7));
    assertThat(value(new ForwardKl(), POLICY, TARGET)).isCloseTo(0.274887, within(5e-7));
    assertThat(value(new JensenShannon(false), POLICY, TARGET)).isCloseTo(0.132829, within(5e-7));
  }

  /** f′ on the fixture, from the f-DPG paper's table: card check 1, to its four places. */
  static Stream<Arguments> derivativesOfTheFixture() {
    return Stream.of(
        Arguments.of(new ForwardKl(), new double[] {-0.4, -1, -2.5}),
        Arguments.of(new ReverseKl(), new double[] {1.9163, 1, 0.0837}),
        Arguments.of(new JensenShannon(false), new double[] {0.3567, 0, -0.5596}),
        Arguments.of(new NeymanChi2(), new double[] {0.84, 0, -5.25}),
        Arguments.of(new PearsonChi2(), new double[] {3, 0, -1.2}),
        Arguments.of(new TotalVariation(), new double[] {0.5, 0, -0.5}));
  }

  @ParameterizedTest
  @MethodSource("derivativesOfTheFixture")
  void derivativesAreThoseOfTheTable(FDivergence divergence, double[] expected) {
    double[] logT = {Math.log(0.5 / 0.2), 0, Math.log(0.2 / 0.5)};
    assertThat(fixture.values(divergence::derivative, logT))
        .containsExactly(expected, within(5e-5));
  }

  /** The gradient takes each coordinate as free: ∂D/∂log πᵢ = πᵢ f′(tᵢ). */
  @ParameterizedTest
  @MethodSource("derivativesOfTheFixture")
  void gradientIsUnprojected(FDivergence divergence, double[] derivative) {
    double[] gradient = gradient(divergence, POLICY, TARGET);
    for (int i = 0; i < 3; i++) {
      assertThat(gradient[i]).isCloseTo(POLICY[i] * derivative[i], within(3e-5));
    }
  }

  /** Central differences of step 1e-5: truncation 1e-10 times third derivatives, rounding 1e-11. */
  @ParameterizedTest
  @MethodSource("all")
  void gradientIsThatOfTheValue(DistributionDivergence divergence) {
    double[] policy = {0.45, 0.35, 0.2};
    double[] gradient = gradient(divergence, policy, TARGET);
    double step = 1e-5;
    for (int i = 0; i < 3; i++) {
      double[] up = policy.clone();
      double[] down = policy.clone();
      up[i] *= Math.exp(step);
      down[i] *= Math.exp(-step);
      double slope = (value(divergence, up, TARGET) - value(divergence, down, TARGET)) / (2 * step);
      assertThat(gradient[i]).isCloseTo(slope, within(2e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isNonNegativeAndZeroOnlyAtTheTarget(DistributionDivergence divergence) {
    Random random = new Random(7);
    for (int trial = 0; trial < 20; trial++) {
      double[] policy = distribution(random);
      double[] target = distribution(random);
      assertThat(value(divergence, policy, target)).isGreaterThan(1e-4);
      assertThat(value(divergence, target, target)).isCloseTo(0, within(1e-15));
    }
  }

  private static double[] distribution(Random random) {
    double[] weights = random.doubles(4, 0.05, 1).toArray();
    double total = weights[0] + weights[1] + weights[2] + weights[3];
    for (int i = 0; i < 4; i++) {
      weights[i] /= total;
    }
    return weights;
  }

  /**
   * π = (0, 1), p = (½, ½): the policy leaves out half of the target. reverse-kl: log 2.
   * jensen-shannon with m = (¼, ¾): log(4/3) + ½ log 2 + ½ log(2/3). Pearson: 2·(.25/.5). Squared
   * Hellinger: ½ + (1 − √½)². Rényi of order 2: log(1/½); of order ½: −2 log √½.
   */
  static Stream<Arguments> valuesWithoutPolicyMass() {
    double hellinger = 0.5 + (1 - Math.sqrt(0.5)) * (1 - Math.sqrt(0.5));
    return Stream.of(
        Arguments.of(new ReverseKl(), LOG_2),
        Arguments.of(new ForwardKl(), Double.POSITIVE_INFINITY),
        Arguments.of(
            new JensenShannon(false), Math.log(4.0 / 3) + LOG_2 / 2 + Math.log(2.0 / 3) / 2),
        Arguments.of(new TotalVariation(), 0.5),
        Arguments.of(new PearsonChi2(), 1.0),
        Arguments.of(new NeymanChi2(), Double.POSITIVE_INFINITY),
        Arguments.of(new SquaredHellinger(), hellinger),
        Arguments.of(new AlphaDivergence(0.5), 2 * hellinger),
        Arguments.of(new Renyi(2), LOG_2),
        Arguments.of(new Renyi(0.5), LOG_2));
  }

  @ParameterizedTest
  @MethodSource("valuesWithoutPolicyMass")
  void policyThatLeavesOutTargetMass(DistributionDivergence divergence, double expected) {
    assertClose(value(divergence, new double[] {0, 1}, new double[] {0.5, 0.5}), expected);
  }

  /** The same with π and p exchanged; total variation, jensen-shannon, Hellinger are symmetric. */
  static Stream<Arguments> valuesWithoutTargetMass() {
    double hellinger = 0.5 + (1 - Math.sqrt(0.5)) * (1 - Math.sqrt(0.5));
    return Stream.of(
        Arguments.of(new ReverseKl(), Double.POSITIVE_INFINITY),
        Arguments.of(new ForwardKl(), LOG_2),
        Arguments.of(
            new JensenShannon(false), Math.log(4.0 / 3) + LOG_2 / 2 + Math.log(2.0 / 3) / 2),
        Arguments.of(new TotalVariation(), 0.5),
        Arguments.of(new PearsonChi2(), Double.POSITIVE_INFINITY),
        Arguments.of(new NeymanChi2(), 1.0),
        Arguments.of(new SquaredHellinger(), hellinger),
        Arguments.of(new AlphaDivergence(0.5), 2 * hellinger),
        Arguments.of(new Renyi(2), Double.POSITIVE_INFINITY),
        Arguments.of(new Renyi(0.5), LOG_2));
  }

  @ParameterizedTest
  @MethodSource("valuesWithoutTargetMass")
  void policyWithMassOutsideTheTarget(DistributionDivergence divergence, double expected) {
    assertClose(value(divergence, new double[] {0.5, 0.5}, new double[] {0, 1}), expected);
  }

  /** An outcome without mass under either distribution changes nothing, not even the gradient. */
  @ParameterizedTest
  @MethodSource("all")
  void outcomeThatNeitherAllowsDoesNotCount(DistributionDivergence divergence) {
    double[] policy = {0.5, 0.3, 0, 0.2};
    double[] target = {0.2, 0.3, 0, 0.5};
    assertThat(value(divergence, policy, target)).isEqualTo(value(divergence, POLICY, TARGET));
    double[] gradient = gradient(divergence, policy, target);
    double[] without = gradient(divergence, POLICY, TARGET);
    assertThat(gradient).containsExactly(without[0], without[1], 0, without[2]);
  }

  /** α near 0 is t log t − t + 1, near 1 it is t − 1 − log t; both change f′ by a constant only. */
  @Test
  void alphaJoinsTheTwoKlDivergencesSmoothly() {
    double[] logT = {-1.5, -0.5, 0, 0.1, 0.7, 1.5};
    AlphaDivergence low = new AlphaDivergence(1e-6);
    AlphaDivergence high = new AlphaDivergence(1 - 1e-6);
    for (double l : logT) {
      double t = Math.exp(l);
      assertThat(fixture.values(low::generator, l)[0]).isCloseTo(t * l - t + 1, within(1e-5));
      assertThat(fixture.values(low::derivative, l)[0]).isCloseTo(l, within(1e-5));
      assertThat(fixture.values(high::generator, l)[0]).isCloseTo(t - 1 - l, within(1e-5));
      assertThat(fixture.values(high::derivative, l)[0]).isCloseTo(1 - 1 / t, within(1e-5));
    }
    double kl = 0.3 * Math.log(2.5);
    assertThat(value(low, POLICY, TARGET)).isCloseTo(kl, within(1e-6));
    assertThat(value(high, POLICY, TARGET)).isCloseTo(kl, within(1e-6));
  }

  /** Rényi divergences grow with the order, through KL(π‖p) at 1. */
  @Test
  void renyiNearOrderOneIsReverseKl() {
    double kl = 0.3 * Math.log(2.5);
    assertThat(value(new Renyi(1 - 1e-6), POLICY, TARGET))
        .isCloseTo(kl, within(1e-6))
        .isLessThan(kl);
    assertThat(value(new Renyi(1 + 1e-6), POLICY, TARGET))
        .isCloseTo(kl, within(1e-6))
        .isGreaterThan(kl);
    assertThatThrownBy(() -> new Renyi(1))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("reverse-kl");
  }

  private static void assertClose(double found, double expected) {
    if (Double.isInfinite(expected)) {
      assertThat(found).isEqualTo(expected);
    } else {
      assertThat(found).isCloseTo(expected, within(1e-15));
    }
  }

  private double value(DistributionDivergence divergence, double[] policy, double[] target) {
    Statistic statistic =
        in ->
            Map.of("divergence", between(divergence, in.slot("outcomes").column("log_p", ROW), in));
    return fixture.estimate(statistic, "outcomes", outcomes(policy, target)).value("divergence");
  }

  private double[] gradient(DistributionDivergence divergence, double[] policy, double[] target) {
    Objective objective =
        in -> {
          Expr logPolicy = in.slot("outcomes").output("policy", "log_p", ROW);
          return Losses.of(Loss.exact("divergence", "policy", between(divergence, logPolicy, in)));
        };
    return fixture.cotangents(objective, "outcomes", outcomes(policy, target), "log_p");
  }

  private static Expr between(DistributionDivergence divergence, Expr logPolicy, Inputs in) {
    return divergence.between(logPolicy, in.slot("outcomes").column("log_q", ROW), Level.BATCH);
  }

  private Batch outcomes(double[] policy, double[] target) {
    return fixture.batch("log_p", logs(policy), "log_q", logs(target));
  }

  private Column logs(double[] probabilities) {
    double[] logs = probabilities.clone();
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(logs[i]);
    }
    return fixture.numbers(logs);
  }
}
