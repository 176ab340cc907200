package org.esscher.plugins.cmorl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Points of a Pareto front, larger is better in every objective. */
final class Front {
  private Front() {}

  /** Whether one point is at least as good in every objective, and another point. */
  static boolean dominates(double[] one, double[] other) {
    boolean better = false;
    for (int i = 0; i < one.length; i++) {
      if (one[i] < other[i]) {
        return false;
      }
      better |= one[i] > other[i];
    }
    return better;
  }

  /** Whether a point is better than a reference in every objective. */
  static boolean above(double[] point, double[] reference) {
    for (int i = 0; i < point.length; i++) {
      if (!(point[i] > reference[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Indices of the points that no other dominates; of equal points the first.
   *
   * @param points of one length
   * @return in order
   */
  static int[] nonDominated(List<double[]> points) {
    return IntStream.range(0, points.size())
        .filter(
            i ->
                IntStream.range(0, points.size())
                    .noneMatch(
                        j ->
                            dominates(points.get(j), points.get(i))
                                || (j < i && Arrays.equals(points.get(j), points.get(i)))))
        .toArray();
  }

  /** The points that no other dominates, each once. */
  static List<double[]> of(List<double[]> points) {
    List<double[]> front = new ArrayList<>();
    for (int index : nonDominated(points)) {
      front.add(points.get(index));
    }
    return front;
  }

  /**
   * How far the neighbors of each point are apart, in shares of an objective's range, summed over
   * objectives; infinite at the extremes of any. An objective without a range is left out.
   *
   * @param points of one length; equal values keep their order
   * @return a distance a point
   */
  static double[] crowding(List<double[]> points) {
    double[] distance = new double[points.size()];
    if (points.size() == 1) {
      return new double[] {Double.POSITIVE_INFINITY};
    }
    int objectives = points.isEmpty() ? 0 : points.get(0).length;
    for (int j = 0; j < objectives; j++) {
      int objective = j;
      int[] order = order(points, objective);
      double low = points.get(order[0])[objective];
      double range = points.get(order[order.length - 1])[objective] - low;
      if (range > 0) {
        distance[order[0]] = Double.POSITIVE_INFINITY;
        distance[order[order.length - 1]] = Double.POSITIVE_INFINITY;
        for (int k = 1; k < order.length - 1; k++) {
          distance[order[k]] +=
              (points.get(order[k + 1])[objective] - points.get(order[k - 1])[objective]) / range;
        }
      }
    }
    return distance;
  }

  private static int[] order(List<double[]> points, int objective) {
    return IntStream.range(0, points.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> points.get(i)[objective]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Mean squared gap of a front between neighbors, summed over objectives; 0 of one point. */
  static double sparsity(List<double[]> front) {
    if (front.size() < 2) {
      return 0;
    }
    double squares = 0;
    for (int j = 0; j < front.get(0).length; j++) {
      int objective = j;
      double[] sorted = front.stream().mapToDouble(point -> point[objective]).sorted().toArray();
      for (int k = 1; k < sorted.length; k++) {
        squares += (sorted[k] - sorted[k - 1]) * (sorted[k] - sorted[k - 1]);
      }
    }
    return squares / (front.size() - 1);
  }

  /** The best weighted sum, the mean over preferences. */
  static double expectedUtility(List<double[]> points, List<List<Double>> preferences) {
    double sum = 0;
    for (List<Double> weights : preferences) {
      sum += utility(points.get(best(points, weights)), weights);
    }
    return sum / preferences.size();
  }

  /** The point of the best weighted sum, the first of equals. */
  static int best(List<double[]> points, List<Double> weights) {
    int best = 0;
    for (int i = 1; i < points.size(); i++) {
      best = utility(points.get(i), weights) > utility(points.get(best), weights) ? i : best;
    }
    return best;
  }

  private static double utility(double[] point, List<Double> weights) {
    double sum = 0;
    for (int i = 0; i < point.length; i++) {
      sum += weights.get(i) * point[i];
    }
    return sum;
  }
}
