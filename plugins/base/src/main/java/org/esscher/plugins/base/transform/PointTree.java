package org.esscher.plugins.base.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.esscher.api.State;

/**
 * A k-d tree (Bentley 1975; search of Friedman, Bentley and Finkel 1977): the points in an order in
 * which the middle of each range splits it along the component of largest spread. Ranges of a few
 * points are searched one by one.
 */
final class PointTree {
  private static final int LEAF = 16;

  private final double[] points;
  private final int width;
  private final int[] order;
  private final int[] axes;

  /** A point and its squared distance. */
  record Near(int point, double squared) {
    /** The nearest first; of equals, the first point. */
    static final Comparator<Near> ORDER =
        Comparator.comparingDouble(Near::squared).thenComparingInt(Near::point);
  }

  /**
   * A tree of points.
   *
   * @param points row by row
   * @param width components of a point
   */
  PointTree(double[] points, int width) {
    this(points, width, new int[points.length / width], new int[points.length / width]);
    Integer[] sorted = new Integer[order.length];
    Arrays.setAll(sorted, i -> i);
    split(sorted, 0, sorted.length);
    Arrays.setAll(order, i -> sorted[i]);
  }

  private PointTree(double[] points, int width, int[] order, int[] axes) {
    this.points = points;
    this.width = width;
    this.order = order;
    this.axes = axes;
  }

  State save() {
    return State.empty()
        .with("points", points)
        .with("width", (double) width)
        .with("order", Arrays.stream(order).asDoubleStream().toArray())
        .with("axes", Arrays.stream(axes).asDoubleStream().toArray());
  }

  static PointTree restored(State saved) {
    return new PointTree(
        saved.get("points"),
        (int) saved.number("width", 1),
        Arrays.stream(saved.get("order")).mapToInt(i -> (int) i).toArray(),
        Arrays.stream(saved.get("axes")).mapToInt(i -> (int) i).toArray());
  }

  int width() {
    return width;
  }

  int points() {
    return order.length;
  }

  private void split(Integer[] sorted, int from, int to) {
    if (to - from <= LEAF) {
      return;
    }
    int axis = widest(sorted, from, to);
    int middle = (from + to) >>> 1;
    Arrays.sort(
        sorted,
        from,
        to,
        Comparator.comparingDouble((Integer i) -> points[i * width + axis])
            .thenComparingInt(i -> i));
    axes[middle] = axis;
    split(sorted, from, middle);
    split(sorted, middle + 1, to);
  }

  private int widest(Integer[] sorted, int from, int to) {
    int widest = 0;
    double spread = -1;
    for (int axis = 0; axis < width; axis++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        low = Math.min(low, points[sorted[i] * width + axis]);
        high = Math.max(high, points[sorted[i] * width + axis]);
      }
      if (high - low > spread) {
        spread = high - low;
        widest = axis;
      }
    }
    return widest;
  }

  /**
   * The nearest points.
   *
   * @param queries numbers, of which those from {@code at} are where to look
   * @param at index
   * @param count how many, at most as many as there are points
   */
  List<Near> nearest(double[] queries, int at, int count) {
    PriorityQueue<Near> best = new PriorityQueue<>(count + 1, Near.ORDER.reversed());
    search(queries, at, count, best, 0, order.length);
    List<Near> found = new ArrayList<>(best);
    found.sort(Near.ORDER);
    return found;
  }

  private void search(
      double[] queries, int at, int count, PriorityQueue<Near> best, int from, int to) {
    if (to - from <= LEAF) {
      for (int i = from; i < to; i++) {
        offer(queries, at, count, best, order[i]);
      }
      return;
    }
    int middle = (from + to) >>> 1;
    int axis = axes[middle];
    double beyond = queries[at + axis] - points[order[middle] * width + axis];
    offer(queries, at, count, best, order[middle]);
    boolean left = beyond < 0;
    search(queries, at, count, best, left ? from : middle + 1, left ? middle : to);
    // Equal distances matter too: of equals the first point is wanted.
    Near worst = best.peek();
    if (best.size() < count || worst == null || beyond * beyond <= worst.squared()) {
      search(queries, at, count, best, left ? middle + 1 : from, left ? to : middle);
    }
  }

  private void offer(double[] queries, int at, int count, PriorityQueue<Near> best, int point) {
    double squared = 0;
    for (int axis = 0; axis < width; axis++) {
      double difference = queries[at + axis] - points[point * width + axis];
      squared += difference * difference;
    }
    best.add(new Near(point, squared));
    if (best.size() > count) {
      best.poll();
    }
  }
}
