package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.Comparator;

/** The area under the ROC curve: how often a positive exceeds a negative, ties one half. */
final class RankArea {
  private RankArea() {}

  private record Scored(double score, double weight, boolean positive) {}

  /**
   * The area, over all pairs of a positive and a negative.
   *
   * @param positive scores
   * @param negative scores
   * @param weights of the rows, both of a row's positive and of its negative
   * @return within [0, 1]; ½ where there is no weight
   */
  static double of(double[] positive, double[] negative, double[] weights) {
    Scored[] all = new Scored[positive.length + negative.length];
    for (int row = 0; row < positive.length; row++) {
      all[2 * row] = new Scored(positive[row], weights[row], true);
      all[2 * row + 1] = new Scored(negative[row], weights[row], false);
    }
    Arrays.sort(all, Comparator.comparingDouble(Scored::score));
    double total = Arrays.stream(weights).sum();
    double below = 0;
    double area = 0;
    for (int from = 0; from < all.length; ) {
      double tiedNegatives = 0;
      double tiedPositives = 0;
      int to = from;
      while (to < all.length && all[to].score == all[from].score) {
        tiedPositives += all[to].positive ? all[to].weight : 0;
        tiedNegatives += all[to].positive ? 0 : all[to].weight;
        to++;
      }
      area += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      from = to;
    }
    return total > 0 ? area / total / total : 0.5;
  }
}
