package org.esscher.plugins.constrainedrlhf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A polynomial of several variables over a box, as products of Chebyshev polynomials up to a total
 * degree: in powers, least squares of a high degree would lose all digits.
 */
final class PolynomialSurface {
  /** Relative to the largest diagonal entry; keeps directions that no point tells of at 0. */
  private static final double RIDGE = 1e-12;

  private final double[] lower;
  private final double[] upper;
  private final List<int[]> degrees;
  private final double[] coefficients;

  /**
   * A surface.
   *
   * @param lower of the box
   * @param upper of the box, above lower
   * @param degree the largest total degree
   * @param coefficients as many as {@link #terms}, in their order
   */
  PolynomialSurface(double[] lower, double[] upper, int degree, double[] coefficients) {
    this.lower = lower.clone();
    this.upper = upper.clone();
    this.degrees = terms(lower.length, degree);
    this.coefficients = coefficients.clone();
  }

  /** The degrees of each term's factors, all whose sum is at most a degree. */
  static List<int[]> terms(int variables, int degree) {
    List<int[]> terms = new ArrayList<>();
    list(new int[variables], 0, degree, terms);
    return terms;
  }

  private static void list(int[] term, int variable, int left, List<int[]> terms) {
    if (variable == term.length) {
      terms.add(term.clone());
      return;
    }
    for (int power = 0; power <= left; power++) {
      term[variable] = power;
      list(term, variable + 1, left - power, terms);
    }
    term[variable] = 0;
  }

  /**
   * The surface of least squares.
   *
   * @param points at least as many as there are terms
   * @param values one a point
   * @param degree the largest total degree
   * @return the surface, over the smallest box that holds the points
   */
  static PolynomialSurface fit(List<double[]> points, double[] values, int degree) {
    double[] lower = points.get(0).clone();
    double[] upper = points.get(0).clone();
    for (double[] point : points) {
      Arrays.setAll(lower, i -> Math.min(lower[i], point[i]));
      Arrays.setAll(upper, i -> Math.max(upper[i], point[i]));
    }
    int size = terms(lower.length, degree).size();
    PolynomialSurface basis = new PolynomialSurface(lower, upper, degree, new double[size]);
    double[][] normal = new double[size][size];
    double[] right = new double[size];
    for (int row = 0; row < values.length; row++) {
      double[] features = basis.features(points.get(row));
      for (int i = 0; i < size; i++) {
        right[i] += features[i] * values[row];
        for (int j = 0; j < size; j++) {
          normal[i][j] += features[i] * features[j];
        }
      }
    }
    return new PolynomialSurface(lower, upper, degree, solved(normal, right));
  }

  /** By Cholesky's decomposition. */
  private static double[] solved(double[][] matrix, double[] right) {
    int size = right.length;
    double largest = 0;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, matrix[i][i]);
    }
    double[] x = right.clone();
    for (int i = 0; i < size; i++) {
      matrix[i][i] += RIDGE * largest;
      for (int j = 0; j <= i; j++) {
        double rest = matrix[i][j];
        for (int k = 0; k < j; k++) {
          rest -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] = i == j ? Math.sqrt(Math.max(rest, RIDGE * largest)) : rest / matrix[j][j];
      }
      for (int k = 0; k < i; k++) {
        x[i] -= matrix[i][k] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      for (int k = i + 1; k < size; k++) {
        x[i] -= matrix[k][i] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    return x;
  }

  private double[] features(double[] point) {
    double[][] chebyshev = new double[point.length][];
    for (int i = 0; i < point.length; i++) {
      chebyshev[i] = chebyshev(2 * (point[i] - lower[i]) / (upper[i] - lower[i]) - 1, degrees);
    }
    double[] features = new double[degrees.size()];
    for (int term = 0; term < features.length; term++) {
      features[term] = 1;
      for (int i = 0; i < point.length; i++) {
        features[term] *= chebyshev[i][degrees.get(term)[i]];
      }
    }
    return features;
  }

  private static double[] chebyshev(double x, List<int[]> degrees) {
    int most = degrees.stream().flatMapToInt(Arrays::stream).max().orElse(0);
    double[] values = new double[most + 1];
    values[0] = 1;
    for (int k = 1; k <= most; k++) {
      values[k] = k == 1 ? x : 2 * x * values[k - 1] - values[k - 2];
    }
    return values;
  }

  /** The value at a point. */
  double at(double... point) {
    double[] features = features(point);
    double sum = 0;
    for (int term = 0; term < features.length; term++) {
      sum += coefficients[term] * features[term];
    }
    return sum;
  }

  double[] coefficients() {
    return coefficients.clone();
  }

  double[] lower() {
    return lower.clone();
  }

  double[] upper() {
    return upper.clone();
  }

  /**
   * The highest point of the box that is found by climbing from some points, by steps along the
   * axes that are halved when none goes up.
   *
   * @param starts where to climb from
   */
  double[] highest(List<double[]> starts) {
    double[] best = starts.get(0);
    for (double[] start : starts) {
      double[] top = climbed(start);
      if (at(top) > at(best)) {
        best = top;
      }
    }
    return best.clone();
  }

  private double[] climbed(double[] start) {
    double[] point = start.clone();
    double value = at(point);
    for (double step = 0.25; step > 1e-7; ) {
      boolean up = false;
      for (int i = 0; i < point.length; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
          double before = point[i];
          double moved = before + sign * step * (upper[i] - lower[i]);
          point[i] = Math.max(lower[i], Math.min(upper[i], moved));
          double changed = at(point);
          if (changed > value) {
            value = changed;
            up = true;
          } else {
            point[i] = before;
          }
        }
      }
      step = up ? step : step / 2;
    }
    return point;
  }
}
