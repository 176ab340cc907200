package org.esscher.plugins.gbrl;

import java.util.Arrays;

/** Where the thresholds of a feature lie that has more different values than there are bins. */
public enum CandidateRule {
  /** At the values that split the sorted rows into bins of equally many rows. */
  QUANTILE {
    @Override
    double[] of(double[] sorted, int bins) {
      double[] thresholds = new double[bins - 1];
      for (int k = 1; k < bins; k++) {
        thresholds[k - 1] = sorted[(int) ((long) k * sorted.length / bins) - 1];
      }
      return thresholds;
    }
  },
  /** At equal distances between the least and the largest value. */
  UNIFORM {
    @Override
    double[] of(double[] sorted, int bins) {
      double least = sorted[0];
      double range = sorted[sorted.length - 1] - least;
      double[] thresholds = new double[bins - 1];
      Arrays.setAll(thresholds, k -> least + range * (k + 1) / bins);
      return thresholds;
    }
  };

  /** Thresholds of at least {@code bins} sorted values; some may be equal. */
  abstract double[] of(double[] sorted, int bins);

  /**
   * Thresholds.
   *
   * @param values of a feature; not changed
   * @param bins parts at most
   * @return increasing; at most {@code bins} different values give all but the largest
   */
  double[] thresholds(double[] values, int bins) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] different = Arrays.stream(sorted).distinct().toArray();
    if (different.length <= bins) {
      return Arrays.copyOf(different, Math.max(0, different.length - 1));
    }
    double largest = different[different.length - 1];
    return Arrays.stream(of(sorted, bins)).distinct().filter(value -> value < largest).toArray();
  }
}
