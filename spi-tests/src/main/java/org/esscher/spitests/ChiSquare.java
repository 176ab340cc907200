package org.esscher.spitests;

/** Pearson's test of counts against probabilities. */
final class ChiSquare {
  /** The standard normal quantile of 1 − 1e-6. */
  private static final double Z = 4.753424;

  private ChiSquare() {}

  /**
   * What a correct sampler exceeds with probability 1e-6 at most: the quantile of the chi-square
   * distribution by Wilson and Hilferty (1931), which is above the true one (27.5 for 23.9 at one
   * degree of freedom, 42.9 for 42.7 at eight).
   */
  static double bound(int degreesOfFreedom) {
    double spread = 2.0 / (9 * degreesOfFreedom);
    return degreesOfFreedom * Math.pow(1 - spread + Z * Math.sqrt(spread), 3);
  }

  /** Σ (count − expected)² / expected over cells that expect something. */
  static double statistic(double[] counts, double[] expected) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double excess = counts[i] - expected[i];
      sum += expected[i] > 0 ? excess * excess / expected[i] : 0;
    }
    return sum;
  }
}
