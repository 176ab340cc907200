package org.esscher.bench;

import java.util.List;

/**
 * What one side computed.
 *
 * @param value of the loss or statistic
 * @param gradients of the value with respect to the workload's trained columns, in their order
 */
record Answer(double value, List<double[]> gradients) {
  /**
   * How far two answers are apart: the largest difference, relative to the largest magnitude of the
   * value, or of the gradient.
   */
  double distance(Answer other) {
    double worst = Math.abs(value - other.value) / Math.abs(value);
    for (int k = 0; k < gradients.size(); k++) {
      double[] left = gradients.get(k);
      double[] right = other.gradients.get(k);
      double largest = 0;
      double difference = 0;
      for (int i = 0; i < left.length; i++) {
        largest = Math.max(largest, Math.abs(left[i]));
        difference = Math.max(difference, Math.abs(left[i] - right[i]));
      }
      worst = Math.max(worst, difference / largest);
    }
    return worst;
  }
}
