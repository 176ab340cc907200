package org.esscher.spitests.probe;

import java.util.List;
import org.esscher.api.Column;

/** (γI + Σφφᵀ)⁻¹ Σφy over some rows. */
final class RidgeRegression {
  private final Column features;
  private final List<Integer> rows;
  private final double[][] inverse;

  RidgeRegression(double ridge, Column features, List<Integer> rows) {
    this.features = features;
    this.rows = rows;
    int width = features.width();
    double[][] gram = new double[width][width];
    for (int i = 0; i < width; i++) {
      gram[i][i] = ridge;
      for (int j = 0; j < width; j++) {
        for (int row : rows) {
          gram[i][j] += feature(row, i) * feature(row, j);
        }
      }
    }
    inverse = inverse(gram);
  }

  private double feature(int row, int index) {
    return features.at((long) row * features.width() + index);
  }

  double[] fit(double... targets) {
    int width = inverse.length;
    double[] sums = new double[width];
    for (int i = 0; i < targets.length; i++) {
      for (int k = 0; k < width; k++) {
        sums[k] += feature(rows.get(i), k) * targets[i];
      }
    }
    double[] weights = new double[width];
    for (int i = 0; i < width; i++) {
      for (int k = 0; k < width; k++) {
        weights[i] += inverse[i][k] * sums[k];
      }
    }
    return weights;
  }

  /** Roots of the inverse's diagonal. */
  double[] deviations() {
    double[] roots = new double[inverse.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = Math.sqrt(inverse[i][i]);
    }
    return roots;
  }

  /** Gauss-Jordan without pivoting: the matrix is symmetric and positive definite. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      result[i][i] = 1;
    }
    for (int i = 0; i < n; i++) {
      double pivot = matrix[i][i];
      for (int k = 0; k < n; k++) {
        matrix[i][k] /= pivot;
        result[i][k] /= pivot;
      }
      for (int j = 0; j < n; j++) {
        double factor = j == i ? 0 : matrix[j][i];
        for (int k = 0; k < n; k++) {
          matrix[j][k] -= factor * matrix[i][k];
          result[j][k] -= factor * result[i][k];
        }
      }
    }
    return result;
  }
}
