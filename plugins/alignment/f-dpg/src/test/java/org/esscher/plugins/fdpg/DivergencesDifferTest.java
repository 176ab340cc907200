package org.esscher.plugins.fdpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Check 7, the paper's headline at small scale: a policy of independent bits can't express the
 * target, and what it gives up depends on the divergence.
 */
class DivergencesDifferTest {
  private static final int SEEDS = 8;
  private static final double LOG_2 = Math.log(2);

  private final Trial trial = new Trial();

  @AfterEach
  void closeWithoutLeaks() {
    trial.close();
  }

  /** What an optimal policy is like. */
  private record Monitors(double alignment, double entropy, double klFromBase, double toTarget) {
    Monitors plus(Monitors other) {
      return new Monitors(
          alignment + other.alignment,
          entropy + other.entropy,
          klFromBase + other.klFromBase,
          toTarget + other.toTarget);
    }
  }

  /** A divergence of this test: its distance from the target, and how many starts it needs. */
  private enum Choice {
    FORWARD(4),
    JENSEN_SHANNON(4),
    TOTAL_VARIATION(40),
    REVERSE(40);

    private final int starts;

    Choice(int starts) {
      this.starts = starts;
    }

    IndependentBits from(double[] target) {
      double[] logs = Trial.logs(target);
      return switch (this) {
        case FORWARD -> new IndependentBits(logs, l -> -l * Math.exp(-l), l -> -Math.exp(-l), 0);
        case JENSEN_SHANNON -> jensenShannon(logs);
        case TOTAL_VARIATION ->
            new IndependentBits(
                logs, l -> Math.abs(1 - Math.exp(-l)) / 2, l -> Math.signum(l) / 2, .5);
        case REVERSE ->
            new IndependentBits(
                Arrays.stream(logs).map(l -> Math.max(l, IndependentBits.LOG_FLOOR)).toArray(),
                l -> l,
                l -> l + 1,
                Double.POSITIVE_INFINITY);
      };
    }
  }

  private static IndependentBits jensenShannon(double[] logs) {
    return new IndependentBits(
        logs,
        l -> LOG_2 - softplus(-l) + Math.exp(-l) * (LOG_2 - softplus(l)),
        l -> LOG_2 - softplus(-l),
        LOG_2);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static RandomGenerator random(int seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** The best of the starts θ ~ N(0, 1). */
  private static double[] optimum(Choice choice, BitStrings strings, RandomGenerator random) {
    IndependentBits divergence = choice.from(strings.target);
    double[] best = new double[BitStrings.BITS];
    double least = Double.POSITIVE_INFINITY;
    for (int start = 0; start < choice.starts; start++) {
      double[] theta = new double[BitStrings.BITS];
      Arrays.setAll(theta, i -> random.nextGaussian());
      double[] found = QuasiNewton.minimum(divergence::value, divergence::gradient, theta);
      double value = divergence.value(found);
      if (value < least) {
        least = value;
        best = found;
      }
    }
    return best;
  }

  private static Monitors monitors(double[] theta, BitStrings strings) {
    double[] logs = IndependentBits.logPolicy(theta);
    double alignment = 0;
    double entropy = 0;
    double kl = 0;
    double distance = 0;
    for (int x = 0; x < logs.length; x++) {
      double policy = Math.exp(logs[x]);
      alignment += BitStrings.satisfies(x) ? policy : 0;
      entropy -= policy * logs[x];
      kl += policy * (logs[x] - Math.log(strings.base[x]));
      distance += Math.abs(policy - strings.target[x]) / 2;
    }
    return new Monitors(alignment, entropy, kl, distance);
  }

  private static Map<Choice, Monitors> means() {
    Map<Choice, Monitors> sums = new LinkedHashMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      RandomGenerator random = random(seed);
      BitStrings strings = new BitStrings(random);
      for (Choice choice : Choice.values()) {
        sums.merge(choice, monitors(optimum(choice, strings, random), strings), Monitors::plus);
      }
    }
    Function<Monitors, Monitors> mean =
        sum ->
            new Monitors(
                sum.alignment / SEEDS,
                sum.entropy / SEEDS,
                sum.klFromBase / SEEDS,
                sum.toTarget / SEEDS);
    sums.replaceAll((choice, sum) -> mean.apply(sum));
    return sums;
  }

  private static void assertRising(
      Map<Choice, Monitors> means, Function<Monitors, Double> monitor, Choice... order) {
    assertThat(
            Arrays.stream(order)
                .map(choice -> monitor.apply(Objects.requireNonNull(means.get(choice))))
                .toList())
        .as("%s of %s", Arrays.toString(order), means)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  @Tag("slow")
  void check7TheDivergenceTradesAlignmentForDiversity() {
    Map<Choice, Monitors> means = means();
    Choice[] fromForwardToReverse = Choice.values();
    assertRising(means, Monitors::alignment, fromForwardToReverse);
    assertRising(means, monitors -> -monitors.entropy, fromForwardToReverse);
    assertRising(means, Monitors::klFromBase, fromForwardToReverse);
    assertRising(
        means,
        Monitors::toTarget,
        Choice.TOTAL_VARIATION,
        Choice.JENSEN_SHANNON,
        Choice.FORWARD,
        Choice.REVERSE);
    // Reverse KL under a floor collapses onto one string of the target.
    Monitors collapsed = Objects.requireNonNull(means.get(Choice.REVERSE));
    assertThat(collapsed.alignment).isCloseTo(1, within(.005));
    assertThat(collapsed.entropy).isCloseTo(0, within(.005));
  }

  /**
   * The estimator, given all strings, follows the same gradient as the exact minimization above.
   */
  @Test
  void theEstimatorFollowsTheExactGradient() {
    BitStrings strings = new BitStrings(random(1));
    double[] theta = {.3, -.5, 1, 0, -1.2, .4, .1, -.2};
    double[] logs = IndependentBits.logPolicy(theta);
    double[] policy = Arrays.stream(logs).map(Math::exp).toArray();
    double[] cotangents =
        trial.cotangents(
            trial.estimate(
                Trial.fDpg(new JensenShannon(false), FDpg.Baseline.NONE),
                trial.enumerated(policy, policy, strings.target)));
    double[] gradient = new double[BitStrings.BITS];
    for (int x = 0; x < cotangents.length; x++) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += cotangents[x] * (BitStrings.bit(x, i) - 1 / (1 + Math.exp(-theta[i])));
      }
    }
    IndependentBits exact = Choice.JENSEN_SHANNON.from(strings.target);
    assertThat(gradient).containsExactly(exact.gradient(theta), within(1e-12));
  }
}
