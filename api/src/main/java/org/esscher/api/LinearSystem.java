package org.esscher.api;

/** Square systems of linear equations, for the exact diagnostics of {@link TabularModel}. */
final class LinearSystem {
  private LinearSystem() {}

  /**
   * Solves A·x = b by Gaussian elimination with partial pivoting.
   *
   * @param matrix A, by row; it is overwritten
   * @param right b; it is overwritten by x
   * @return whether A was regular, as far as rounding lets us know
   */
  static boolean solve(double[][] matrix, double[] right) {
    int n = right.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
          pivot = row;
        }
      }
      if (!(Math.abs(matrix[pivot][column]) > 1e-13)) {
        return false;
      }
      swap(matrix, right, column, pivot);
      for (int row = column + 1; row < n; row++) {
        double factor = matrix[row][column] / matrix[column][column];
        if (factor != 0) {
          for (int i = column; i < n; i++) {
            matrix[row][i] -= factor * matrix[column][i];
          }
          right[row] -= factor * right[column];
        }
      }
    }
    for (int row = n - 1; row >= 0; row--) {
      for (int i = row + 1; i < n; i++) {
        right[row] -= matrix[row][i] * right[i];
      }
      right[row] /= matrix[row][row];
    }
    return true;
  }

  private static void swap(double[][] matrix, double[] right, int one, int other) {
    double[] row = matrix[one];
    matrix[one] = matrix[other];
    matrix[other] = row;
    double value = right[one];
    right[one] = right[other];
    right[other] = value;
  }
}
