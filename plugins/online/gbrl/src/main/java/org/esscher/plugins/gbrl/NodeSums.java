package org.esscher.plugins.gbrl;

/** Numbers of rows and sums of gradients of one node's rows, by the bins of one feature. */
final class NodeSums {
  private final FeatureSplits splits;
  private final int width;
  private final int[] right;
  private final double[] rightSums;
  private final int total;
  private final double[] totalSums;

  /**
   * Sums up.
   *
   * @param splits of the feature
   * @param rows of the node
   * @param gradients that are scored
   * @param width outputs
   */
  NodeSums(FeatureSplits splits, int[] rows, double[] gradients, int width) {
    int bins = splits.splits().size() + 1;
    this.splits = splits;
    this.width = width;
    this.right = new int[bins];
    this.rightSums = new double[bins * width];
    this.total = rows.length;
    this.totalSums = new double[width];
    for (int row : rows) {
      int bin = splits.bin()[row];
      right[bin]++;
      for (int output = 0; output < width; output++) {
        rightSums[bin * width + output] += gradients[row * width + output];
        totalSums[output] += gradients[row * width + output];
      }
    }
    if (splits.ordered()) {
      accumulate(bins);
    }
  }

  /** Test k of numbers is passed by all bins above k. */
  private void accumulate(int bins) {
    for (int bin = bins - 2; bin >= 0; bin--) {
      right[bin] += right[bin + 1];
      for (int output = 0; output < width; output++) {
        rightSums[bin * width + output] += rightSums[(bin + 1) * width + output];
      }
    }
  }

  private int passing(int split) {
    return splits.ordered() ? split + 1 : split;
  }

  /** How many rows pass a test. */
  int right(int split) {
    return right[passing(split)];
  }

  /** How many rows fail it. */
  int left(int split) {
    return total - right(split);
  }

  /** Σ n·|μ|² of the two children of a test; an empty one counts 0. */
  double squares(int split) {
    int from = passing(split) * width;
    double ofRight = 0;
    double ofLeft = 0;
    for (int output = 0; output < width; output++) {
      double sum = rightSums[from + output];
      double rest = totalSums[output] - sum;
      ofRight += sum * sum;
      ofLeft += rest * rest;
    }
    return ofRight / Math.max(1, right(split)) + ofLeft / Math.max(1, left(split));
  }

  /** n·|μ|² of the undivided node. */
  double squares() {
    double squares = 0;
    for (double sum : totalSums) {
      squares += sum * sum;
    }
    return squares / Math.max(1, total);
  }
}
