package org.esscher.plugins.cmorl;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.EsscherException;

/** Weights of objectives, on the simplex. */
final class Preferences {
  private static final double ROUNDING = 1e-6;

  private Preferences() {}

  /**
   * Refuses what is no preference.
   *
   * @param field for messages
   * @param weights a weight an objective
   * @return a copy
   */
  static List<Double> checked(String field, List<Double> weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight >= 0 ? weight : Double.NaN;
    }
    if (weights.size() < 2 || !(Math.abs(sum - 1) <= ROUNDING)) {
      throw EsscherException.user(
          "%s: %s is not a preference; weights of at least 2 objectives are needed, at least 0 and"
              + " together 1",
          field, weights);
    }
    return List.copyOf(weights);
  }

  /**
   * All weights that are multiples of a step.
   *
   * @param objectives n, at least 2
   * @param step a fraction 1/k
   * @return in the order of their first components, the largest first
   */
  static List<List<Double>> grid(int objectives, double step) {
    int parts = (int) Math.round(1 / step);
    if (parts < 1 || !(Math.abs(parts * step - 1) <= ROUNDING)) {
      throw EsscherException.user(
          "a grid of preferences has a step of 1, 1/2, 1/3, …, and %s was given", step);
    }
    List<List<Double>> grid = new ArrayList<>();
    fill(new int[objectives], 0, parts, parts, grid);
    return grid;
  }

  private static void fill(int[] counts, int at, int left, int parts, List<List<Double>> grid) {
    if (at == counts.length - 1) {
      counts[at] = left;
      List<Double> weights = new ArrayList<>();
      for (int count : counts) {
        weights.add((double) count / parts);
      }
      grid.add(List.copyOf(weights));
      return;
    }
    for (int count = left; count >= 0; count--) {
      counts[at] = count;
      fill(counts, at + 1, left - count, parts, grid);
    }
  }
}
