package org.esscher.plugins.fdpg;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Minimizes a smooth function of a few variables: BFGS with backtracking. */
final class QuasiNewton {
  private static final int STEPS = 500;
  private static final double SUFFICIENT = 1e-4;
  private static final double SMALL = 1e-10;

  private QuasiNewton() {}

  /** A local minimum, from a start. */
  static double[] minimum(
      ToDoubleFunction<double[]> value, Function<double[], double[]> gradient, double[] start) {
    double[] at = start;
    double[] slope = gradient.apply(at);
    double height = value.applyAsDouble(at);
    double[][] inverse = identity(start.length);
    for (int step = 0; step < STEPS && dot(slope, slope) > SMALL * SMALL; step++) {
      double[] direction = times(inverse, slope, -1);
      if (dot(direction, slope) >= 0) {
        inverse = identity(start.length);
        direction = times(inverse, slope, -1);
      }
      double length = 1;
      double[] next = moved(at, direction, length);
      double nextHeight = value.applyAsDouble(next);
      while (!(nextHeight <= height + SUFFICIENT * length * dot(direction, slope))
          && length > SMALL) {
        length /= 2;
        next = moved(at, direction, length);
        nextHeight = value.applyAsDouble(next);
      }
      if (!(nextHeight < height)) {
        return at;
      }
      double[] nextSlope = gradient.apply(next);
      update(inverse, moved(next, at, -1), moved(nextSlope, slope, -1));
      at = next;
      height = nextHeight;
      slope = nextSlope;
    }
    return at;
  }

  /**
   * H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ with ρ = 1/(y·s), left out where y·s is not positive.
   */
  private static void update(double[][] inverse, double[] s, double[] y) {
    double curvature = dot(s, y);
    if (curvature <= SMALL * SMALL) {
      return;
    }
    double[] hy = times(inverse, y, 1);
    double factor = (1 + dot(y, hy) / curvature) / curvature;
    for (int i = 0; i < s.length; i++) {
      for (int j = 0; j < s.length; j++) {
        inverse[i][j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
      }
    }
  }

  private static double[][] identity(int size) {
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }

  private static double[] times(double[][] matrix, double[] vector, double factor) {
    return Arrays.stream(matrix).mapToDouble(row -> factor * dot(row, vector)).toArray();
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] moved = from.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += length * direction[i];
    }
    return moved;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
