package org.esscher.plugins.nashmp;

import java.util.Arrays;

/** Sums of exponentials without overflow. */
final class LogSpace {
  private LogSpace() {}

  /**
   * log Σ exp.
   *
   * @param logs at least one, finite
   * @return the logarithm of the sum
   */
  static double logSumExp(double... logs) {
    double largest = Arrays.stream(logs).max().orElseThrow();
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    return largest + Math.log(sum);
  }

  /**
   * Log-probabilities in proportion to exponentials.
   *
   * @param logs at least one, finite
   * @return a new array whose exponentials sum to 1
   */
  static double[] normalized(double... logs) {
    double total = logSumExp(logs);
    return Arrays.stream(logs).map(log -> log - total).toArray();
  }
}
