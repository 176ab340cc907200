package org.esscher.plugins.r2pvi;

import java.util.List;

/**
 * Ridge regressions on the same features, without an intercept: Λ = γI + Σ_τ φ_τφ_τᵀ/σ_τ², and Λ⁻¹
 * Σ_τ φ_τ y_τ/σ_τ² of any y.
 */
final class Ridge {
  private final List<double[]> features;
  private final double[] weights;
  private final double[][] inverse;

  /**
   * Rows to regress on.
   *
   * @param gamma γ, above 0
   * @param features φ_τ of each row; may be none
   * @param weights 1/σ_τ² of each row
   * @param width components of φ
   */
  Ridge(double gamma, List<double[]> features, double[] weights, int width) {
    this.features = features;
    this.weights = weights;
    double[][] matrix = new double[width][width];
    for (int i = 0; i < width; i++) {
      matrix[i][i] = gamma;
    }
    for (int row = 0; row < weights.length; row++) {
      double[] phi = features.get(row);
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          matrix[i][j] += weights[row] * phi[i] * phi[j];
        }
      }
    }
    this.inverse = inverse(matrix);
  }

  /** Λ⁻¹. */
  double[][] inverse() {
    return inverse;
  }

  /**
   * The regression of some targets.
   *
   * @param y a target a row
   * @return a coefficient a feature
   */
  double[] fit(double[] y) {
    double[] sums = new double[inverse.length];
    for (int row = 0; row < y.length; row++) {
      double[] phi = features.get(row);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weights[row] * phi[i] * y[row];
      }
    }
    double[] coefficients = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      coefficients[i] = dot(inverse[i], sums);
    }
    return coefficients;
  }

  static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  /** By Gauss and Jordan; a matrix with γ on its diagonal needs no pivoting. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      inverse[i][i] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double scale = matrix[pivot][pivot];
      for (int j = 0; j < n; j++) {
        matrix[pivot][j] /= scale;
        inverse[pivot][j] /= scale;
      }
      for (int row = 0; row < n; row++) {
        double factor = matrix[row][pivot];
        if (row != pivot && factor != 0) {
          for (int j = 0; j < n; j++) {
            matrix[row][j] -= factor * matrix[pivot][j];
            inverse[row][j] -= factor * inverse[pivot][j];
          }
        }
      }
    }
    return inverse;
  }
}
