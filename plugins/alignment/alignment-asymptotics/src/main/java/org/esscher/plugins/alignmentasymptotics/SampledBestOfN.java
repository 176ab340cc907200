package org.esscher.plugins.alignmentasymptotics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Best-of-n estimated from M draws, without drawing again: the weight of the draw of rank i from
 * the worst is {@code C(i−1, n−1)/C(M, n)}, the probability that it is the best of n of them.
 */
final class SampledBestOfN {
  private final double[] rewards;
  private final double[] weights;

  private SampledBestOfN(double[] rewards, double[] weights) {
    this.rewards = rewards;
    this.weights = weights;
  }

  /**
   * The weights of draws.
   *
   * @param rewards finite, one a draw
   * @param n at least 1, at most the number of draws
   * @param tie how equal rewards are ranked
   */
  static SampledBestOfN of(double[] rewards, long n, Tie tie) {
    List<Integer> ascending =
        IntStream.range(0, rewards.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer draw) -> rewards[draw])
                    .thenComparing(Comparator.reverseOrder()))
            .toList();
    double[] weights = new double[rewards.length];
    // From the top: the best has n/M, and C(i−2, n−1)/C(i−1, n−1) = (i − n)/(i − 1).
    double weight = (double) n / rewards.length;
    for (int rank = rewards.length; rank >= n; rank--) {
      weights[ascending.get(rank - 1)] = weight;
      weight *= (double) (rank - n) / (rank - 1);
    }
    if (tie == Tie.SHARE) {
      share(ascending, rewards, weights);
    }
    return new SampledBestOfN(rewards, weights);
  }

  private static void share(List<Integer> ascending, double[] rewards, double[] weights) {
    for (int first = 0; first < ascending.size(); ) {
      int end = first;
      double mass = 0;
      while (end < ascending.size()
          && rewards[ascending.get(end)] == rewards[ascending.get(first)]) {
        mass += weights[ascending.get(end++)];
      }
      double each = mass / (end - first);
      ascending.subList(first, end).forEach(draw -> weights[draw] = each);
      first = end;
    }
  }

  /** The expected reward, without bias. */
  double reward() {
    double sum = 0;
    for (int draw = 0; draw < rewards.length; draw++) {
      sum += weights[draw] * rewards[draw];
    }
    return sum;
  }

  /** KL of the weights from the draws' own 1/M, nats. */
  double divergence() {
    double sum = 0;
    for (double weight : weights) {
      sum += weight > 0 ? weight * Math.log(weight * weights.length) : 0;
    }
    return Math.max(0, sum);
  }

  /**
   * The divergence of best-of-n from its base where rewards are continuous, which bounds it where
   * they are not: {@code log n − (n − 1)/n}, nats.
   */
  static double divergenceBound(double n) {
    return Math.log(n) - (n - 1) / n;
  }
}
