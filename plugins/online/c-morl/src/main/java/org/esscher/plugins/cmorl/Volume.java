package org.esscher.plugins.cmorl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The volume that points dominate above a reference: the union of the boxes between it and each
 * point. Exactly by what each point adds to those after it (While, Bradstreet and Barone 2012), in
 * time that grows exponentially with the objectives; or by Monte Carlo.
 */
final class Volume {
  private final double[] reference;

  Volume(double[] reference) {
    this.reference = reference.clone();
  }

  /**
   * The exact volume.
   *
   * @param points those not above the reference in every objective count for nothing
   * @return at least 0
   */
  double of(List<double[]> points) {
    List<double[]> front =
        Front.of(points.stream().filter(point -> Front.above(point, reference)).toList());
    front.sort(Comparator.comparingDouble(point -> -point[0]));
    double volume = 0;
    for (int i = 0; i < front.size(); i++) {
      volume += added(front.get(i), front.subList(i + 1, front.size()));
    }
    return volume;
  }

  /** A point's box without what the others dominate of it. */
  private double added(double[] point, List<double[]> others) {
    List<double[]> shared = new ArrayList<>();
    for (double[] other : others) {
      double[] corner = new double[point.length];
      for (int i = 0; i < corner.length; i++) {
        corner[i] = Math.min(point[i], other[i]);
      }
      shared.add(corner);
    }
    return box(point) - (shared.isEmpty() ? 0 : of(shared));
  }

  private double box(double[] point) {
    double box = 1;
    for (int i = 0; i < point.length; i++) {
      box *= point[i] - reference[i];
    }
    return box;
  }

  /**
   * An estimate from uniform draws in the box that holds all points.
   *
   * @param points as for {@link #of}
   * @param draws how many
   * @param random draws them
   * @return the volume, and its standard error
   */
  Estimated estimated(List<double[]> points, int draws, RandomGenerator random) {
    List<double[]> front =
        Front.of(points.stream().filter(point -> Front.above(point, reference)).toList());
    if (front.isEmpty()) {
      return new Estimated(0, 0);
    }
    double[] high = reference.clone();
    for (double[] point : front) {
      for (int i = 0; i < high.length; i++) {
        high[i] = Math.max(high[i], point[i]);
      }
    }
    int hits = 0;
    double[] place = new double[high.length];
    for (int draw = 0; draw < draws; draw++) {
      for (int i = 0; i < place.length; i++) {
        place[i] = reference[i] + random.nextDouble() * (high[i] - reference[i]);
      }
      hits += front.stream().anyMatch(point -> Front.above(point, place)) ? 1 : 0;
    }
    double share = (double) hits / draws;
    return new Estimated(box(high) * share, box(high) * Math.sqrt(share * (1 - share) / draws));
  }

  /**
   * An estimate.
   *
   * @param volume the mean
   * @param standardError of it
   */
  record Estimated(double volume, double standardError) {}
}
