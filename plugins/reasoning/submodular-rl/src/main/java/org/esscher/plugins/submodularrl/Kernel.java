package org.esscher.plugins.submodularrl;

import java.util.List;
import org.esscher.api.EsscherException;

/** What a kernel matrix has to be. */
final class Kernel {
  /** Relative to the largest diagonal entry, what rounding may make of a pivot of 0. */
  private static final double JITTER = 1e-9;

  private Kernel() {}

  /**
   * Refuses a matrix that is not square, symmetric, or that Cholesky's pivots show to be
   * indefinite.
   */
  static void requirePositiveSemiDefinite(List<List<Double>> kernel) {
    int size = kernel.size();
    double largest = 0;
    for (int i = 0; i < size; i++) {
      if (kernel.get(i).size() != size) {
        throw EsscherException.user(
            "log-det: the kernel has %d rows, but %d entries in row %d; give a square matrix",
            size, kernel.get(i).size(), i);
      }
      largest = Math.max(largest, kernel.get(i).get(i));
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        if (!(Math.abs(kernel.get(i).get(j) - kernel.get(j).get(i)) <= JITTER * largest)) {
          throw EsscherException.user(
              "log-det: the kernel is not symmetric: %s at (%d, %d), %s at (%d, %d)",
              kernel.get(i).get(j), i, j, kernel.get(j).get(i), j, i);
        }
      }
    }
    requirePivots(kernel, JITTER * largest);
  }

  private static void requirePivots(List<List<Double>> kernel, double jitter) {
    int size = kernel.size();
    double[][] factor = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = kernel.get(i).get(j);
        for (int k = 0; k < j; k++) {
          rest -= factor[i][k] * factor[j][k];
        }
        if (i == j) {
          if (!(rest >= -jitter)) {
            throw EsscherException.user(
                "log-det: the kernel is not positive semi-definite: given states 0 to %d, state %d"
                    + " has the variance %s",
                i - 1, i, rest);
          }
          factor[i][i] = Math.sqrt(Math.max(rest, jitter));
        } else {
          factor[i][j] = rest / factor[j][j];
        }
      }
    }
  }
}
