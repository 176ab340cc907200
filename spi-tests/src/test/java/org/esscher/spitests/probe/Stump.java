package org.esscher.spitests.probe;

import java.util.List;

/**
 * A tree of depth 0 or 1 over one feature: values of the rows not above the threshold, and above.
 *
 * @param feature the column of the split
 * @param threshold rows above it go right; +∞ for a tree of depth 0
 * @param left mean gradient of the rows on the left, one an output
 * @param right mean gradient of those on the right
 */
record Stump(int feature, double threshold, List<Double> left, List<Double> right) {
  /** A gain below this is rounding. */
  private static final double LEAST_GAIN = 1e-12;

  /** A row's features and the gradient of its loss with respect to the outputs. */
  record Row(List<Double> features, List<Double> gradient) {}

  List<Double> leaf(List<Double> features) {
    return features.get(feature) > threshold ? right : left;
  }

  /** The split with the largest cosine score; the first feature, then the least threshold wins. */
  static Stump fit(List<Row> rows) {
    List<Double> mean = mean(rows);
    Stump best = new Stump(0, Double.POSITIVE_INFINITY, mean, mean);
    double score = score(rows.size(), mean, 0, mean) + LEAST_GAIN;
    for (int feature = 0; feature < rows.get(0).features().size(); feature++) {
      for (double threshold : thresholds(rows, feature)) {
        Stump split = split(rows, feature, threshold);
        int above = above(rows, feature, threshold).size();
        double reached = score(rows.size() - above, split.left, above, split.right);
        if (reached > score) {
          score = reached;
          best = split;
        }
      }
    }
    return best;
  }

  private static Stump split(List<Row> rows, int feature, double threshold) {
    List<Row> below =
        rows.stream().filter(row -> row.features().get(feature) <= threshold).toList();
    return new Stump(feature, threshold, mean(below), mean(above(rows, feature, threshold)));
  }

  private static List<Row> above(List<Row> rows, int feature, double threshold) {
    return rows.stream().filter(row -> row.features().get(feature) > threshold).toList();
  }

  /** All values but the largest. */
  private static List<Double> thresholds(List<Row> rows, int feature) {
    List<Double> values =
        rows.stream().map(row -> row.features().get(feature)).distinct().sorted().toList();
    return values.subList(0, values.size() - 1);
  }

  /** √(n_L‖μ_L‖² + n_R‖μ_R‖²). */
  static double score(int leftRows, List<Double> left, int rightRows, List<Double> right) {
    return Math.sqrt(leftRows * squaredNorm(left) + rightRows * squaredNorm(right));
  }

  private static double squaredNorm(List<Double> vector) {
    return vector.stream().mapToDouble(component -> component * component).sum();
  }

  private static List<Double> mean(List<Row> rows) {
    double[] sum = new double[rows.get(0).gradient().size()];
    for (Row row : rows) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += row.gradient().get(k) / rows.size();
      }
    }
    return java.util.Arrays.stream(sum).boxed().toList();
  }
}
