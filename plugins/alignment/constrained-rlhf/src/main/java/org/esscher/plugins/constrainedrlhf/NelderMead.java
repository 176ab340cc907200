package org.esscher.plugins.constrainedrlhf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.esscher.api.State;

/**
 * The downhill simplex of Nelder and Mead, asked for a point and told its value, so that the values
 * may come from training: reflection 1, expansion 2, contraction ½, shrinkage ½. A point within
 * {@link #NEAR} of one that has a value is given that value and is not asked for.
 *
 * <p>It remembers nothing but the points and values that it was told, in order: where the search
 * stands is replayed from them, which makes it as easy to resume as a list.
 */
final class NelderMead {
  /** Points within this Euclidean distance have one value. */
  static final double NEAR = 5e-3;

  private final List<Vertex> told = new ArrayList<>();
  private final List<double[]> first;

  /**
   * A search.
   *
   * @param first the vertices of the first simplex, one more than there are coordinates
   */
  NelderMead(List<double[]> first) {
    this.first = first.stream().map(double[]::clone).toList();
  }

  /**
   * A point and its value, which is to be small.
   *
   * @param point its coordinates
   * @param value the value
   */
  private record Vertex(List<Double> point, double value) {
    static Vertex of(double[] point, double value) {
      return new Vertex(Arrays.stream(point).boxed().toList(), value);
    }

    double[] coordinates() {
      return point.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /** Thrown when a value is missing; the point is what is asked for next. */
  private static final class Wanted extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient double[] point;

    Wanted(double[] point) {
      super("a value is needed", null, false, false);
      this.point = point;
    }
  }

  /**
   * Gives a point its value.
   *
   * @param point from {@link #next}
   * @param value to be made small, finite
   */
  void tell(double[] point, double value) {
    told.add(Vertex.of(point, value));
  }

  /** How many points have a value. */
  int evaluations() {
    return told.size();
  }

  /** The best point so far, or empty when there is none. */
  Optional<double[]> best() {
    return told.stream().min(Comparator.comparingDouble(Vertex::value)).map(Vertex::coordinates);
  }

  /** The value of {@link #best}. */
  double bestValue() {
    return told.stream().mapToDouble(Vertex::value).min().orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * The next point that needs a value.
   *
   * @param tolerance the search is over when the standard deviation (ddof 0) of the simplex's
   *     values is below it; 0 to go on until its vertices are near to one another
   * @return the point, or empty when the search is over
   */
  Optional<double[]> next(double tolerance) {
    try {
      List<Vertex> simplex = new ArrayList<>();
      for (double[] vertex : first) {
        simplex.add(evaluated(vertex));
      }
      sort(simplex);
      while (spread(simplex) >= tolerance && diameter(simplex) > NEAR) {
        move(simplex);
        sort(simplex);
      }
      return Optional.empty();
    } catch (Wanted wanted) {
      return Optional.of(wanted.point);
    }
  }

  private Vertex evaluated(double[] point) throws Wanted {
    for (Vertex known : told) {
      if (distance(known.coordinates(), point) <= NEAR) {
        return Vertex.of(point, known.value);
      }
    }
    throw new Wanted(point);
  }

  private static void sort(List<Vertex> simplex) {
    simplex.sort(Comparator.comparingDouble(Vertex::value));
  }

  /** One move of a sorted simplex. */
  private void move(List<Vertex> simplex) throws Wanted {
    int last = simplex.size() - 1;
    Vertex worst = simplex.get(last);
    double[] center = center(simplex.subList(0, last));
    Vertex reflected = evaluated(along(center, worst, -1));
    if (reflected.value < simplex.get(0).value) {
      Vertex expanded = evaluated(along(center, worst, -2));
      simplex.set(last, expanded.value < reflected.value ? expanded : reflected);
    } else if (reflected.value < simplex.get(last - 1).value) {
      simplex.set(last, reflected);
    } else {
      boolean outside = reflected.value < worst.value;
      Vertex contracted = evaluated(along(center, worst, outside ? -0.5 : 0.5));
      if (outside ? contracted.value <= reflected.value : contracted.value < worst.value) {
        simplex.set(last, contracted);
      } else {
        shrink(simplex);
      }
    }
  }

  private void shrink(List<Vertex> simplex) throws Wanted {
    double[] best = simplex.get(0).coordinates();
    for (int i = 1; i < simplex.size(); i++) {
      simplex.set(i, evaluated(along(best, simplex.get(i), 0.5)));
    }
  }

  private static double[] center(List<Vertex> vertices) {
    double[] center = new double[vertices.get(0).point.size()];
    for (Vertex vertex : vertices) {
      for (int i = 0; i < center.length; i++) {
        center[i] += vertex.point.get(i) / vertices.size();
      }
    }
    return center;
  }

  /** From a point towards a vertex. */
  private static double[] along(double[] from, Vertex to, double share) {
    double[] point = from.clone();
    for (int i = 0; i < point.length; i++) {
      point[i] += share * (to.point.get(i) - from[i]);
    }
    return point;
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }

  private static double diameter(List<Vertex> simplex) {
    double[] best = simplex.get(0).coordinates();
    return simplex.stream()
        .mapToDouble(vertex -> distance(best, vertex.coordinates()))
        .max()
        .orElseThrow();
  }

  private static double spread(List<Vertex> simplex) {
    double mean = simplex.stream().mapToDouble(Vertex::value).average().orElseThrow();
    double squares =
        simplex.stream().mapToDouble(vertex -> (vertex.value - mean) * (vertex.value - mean)).sum();
    return Math.sqrt(squares / simplex.size());
  }

  /** Everything that restores the search. */
  State save() {
    return State.empty()
        .with("first", flat(first))
        .with("points", flat(told.stream().map(Vertex::coordinates).toList()))
        .with("values", told.stream().mapToDouble(Vertex::value).toArray());
  }

  /** The search that was saved. */
  static NelderMead restored(State saved, int coordinates) {
    NelderMead search = new NelderMead(rows(saved.get("first"), coordinates));
    List<double[]> points = rows(saved.get("points"), coordinates);
    double[] values = saved.get("values");
    for (int i = 0; i < values.length; i++) {
      search.tell(points.get(i), values[i]);
    }
    return search;
  }

  private static double[] flat(List<double[]> points) {
    return points.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static List<double[]> rows(double[] flat, int width) {
    List<double[]> rows = new ArrayList<>();
    for (int from = 0; from < flat.length; from += width) {
      rows.add(Arrays.copyOfRange(flat, from, from + width));
    }
    return rows;
  }
}
