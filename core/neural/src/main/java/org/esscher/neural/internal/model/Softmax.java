package org.esscher.neural.internal.model;

import java.util.random.RandomGenerator;

/** Softmax over slices of an array, in logarithms and float64. */
public final class Softmax {
  private Softmax() {}

  /**
   * Log-probabilities of logits in rows of a width.
   *
   * @param logits finite or −∞, row by row
   * @param width of a row
   * @return normalized within each row
   */
  static double[] logProbabilities(double[] logits, int width) {
    double[] logp = logits.clone();
    for (int from = 0; from < logp.length; from += width) {
      normalize(logp, from, from + width);
    }
    return logp;
  }

  /**
   * Subtracts log Σ exp from a slice.
   *
   * @param logits finite or −∞, not all −∞
   * @param from the first
   * @param to behind the last
   */
  public static void normalize(double[] logits, int from, int to) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(logits[i] - max);
    }
    double normalizer = max + Math.log(sum);
    for (int i = from; i < to; i++) {
      logits[i] -= normalizer;
    }
  }

  /**
   * Draws from a slice of normalized log-probabilities, by inversion.
   *
   * @param logp normalized within the slice
   * @param from the first
   * @param to behind the last
   * @param random one number is taken
   * @return an index of the array, of a choice with positive probability
   */
  public static int draw(double[] logp, int from, int to, RandomGenerator random) {
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
