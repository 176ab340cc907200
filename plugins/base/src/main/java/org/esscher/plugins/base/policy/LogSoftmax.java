package org.esscher.plugins.base.policy;

import java.util.random.RandomGenerator;
import org.esscher.api.EsscherException;

/** Softmax over a slice of an array, in logarithms. */
final class LogSoftmax {
  private LogSoftmax() {}

  /**
   * Logarithm of the sum of exponentials.
   *
   * @param logits finite or −∞, at least one finite
   * @param from the first
   * @param to behind the last
   * @return log Σ exp
   */
  static double logSumExp(double[] logits, int from, int to) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, logits[i]);
    }
    if (!Double.isFinite(max)) {
      throw EsscherException.data(
          "%d choices have the largest logit %s; at least one has to be finite", to - from, max);
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(logits[i] - max);
    }
    return max + Math.log(sum);
  }

  /**
   * Subtracts the logarithm of the sum of exponentials, in place.
   *
   * @param logits finite or −∞, at least one finite
   * @param from the first
   * @param to behind the last
   */
  static void normalize(double[] logits, int from, int to) {
    double normalizer = logSumExp(logits, from, to);
    for (int i = from; i < to; i++) {
      logits[i] -= normalizer;
    }
  }

  /**
   * Draws from normalized log-probabilities by inversion.
   *
   * @param logp normalized within the slice
   * @param from the first
   * @param to behind the last
   * @param random one number is taken
   * @return an index of the array, of a choice with positive probability
   */
  static int draw(double[] logp, int from, int to, RandomGenerator random) {
    double left = random.nextDouble();
    int last = from;
    for (int i = from; i < to; i++) {
      double probability = Math.exp(logp[i]);
      if (probability > 0) {
        last = i;
        left -= probability;
        if (left < 0) {
          return i;
        }
      }
    }
    // The sum fell short of 1 by rounding.
    return last;
  }
}
