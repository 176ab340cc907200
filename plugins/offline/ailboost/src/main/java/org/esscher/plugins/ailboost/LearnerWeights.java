package org.esscher.plugins.ailboost;

import java.util.Arrays;

/** The weights of learners in their mixture. */
final class LearnerWeights {
  private LearnerWeights() {}

  /**
   * The closed form of {@code d_t = (1 − η) d_{t−1} + η d^{π_t}}: w_0 = (1 − η)^t, and w_i = η (1 −
   * η)^{t−i} for the later ones. Where the first learners were forgotten, the others' are scaled to
   * sum 1.
   *
   * @param first number of the oldest learner that is kept, from 0
   * @param last number t of the newest
   * @param eta η, within (0, 1]
   * @return the weights of the learners first to last
   */
  static double[] of(int first, int last, double eta) {
    double[] weights = new double[last - first + 1];
    for (int i = first; i <= last; i++) {
      weights[i - first] = (i == 0 ? 1 : eta) * Math.pow(1 - eta, last - i);
    }
    double sum = Arrays.stream(weights).sum();
    Arrays.setAll(weights, i -> first == 0 ? weights[i] : weights[i] / sum);
    return weights;
  }
}
