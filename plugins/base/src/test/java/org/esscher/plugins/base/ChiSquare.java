package org.esscher.plugins.base;

/** Pearson's statistic of counts against probabilities. */
public final class ChiSquare {
  private ChiSquare() {}

  /**
   * The bounds that a correct sampler exceeds once in a million seeds: the upper 1e-6 quantiles of
   * the distribution with 1, 2, … degrees of freedom.
   */
  public static double bound(int degreesOfFreedom) {
    double[] quantiles = {23.93, 27.63, 30.66, 33.38, 35.89, 38.26, 40.52, 42.70};
    return quantiles[degreesOfFreedom - 1];
  }

  /** Σ (count − n·p)² / (n·p). */
  public static double statistic(long[] counts, double... probabilities) {
    long draws = 0;
    for (long count : counts) {
      draws += count;
    }
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = draws * probabilities[i];
      sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return sum;
  }
}
