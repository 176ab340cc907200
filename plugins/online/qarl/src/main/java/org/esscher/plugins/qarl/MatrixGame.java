package org.esscher.plugins.qarl;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.EsscherException;

/**
 * A zero-sum game M[a][b], what the row player gets from the column player. Strategies are arrays
 * of probabilities.
 */
final class MatrixGame {
  private final double[][] payoff;

  /**
   * A game.
   *
   * @param payoff M, by row; rows of one length, at least one of at least one
   */
  MatrixGame(double[][] payoff) {
    this.payoff = payoff;
  }

  /** A game of a configuration's numbers. */
  static MatrixGame of(List<List<Double>> payoff) {
    int columns = payoff.isEmpty() ? 0 : payoff.get(0).size();
    double[][] matrix = new double[payoff.size()][];
    for (int row = 0; row < matrix.length; row++) {
      matrix[row] = payoff.get(row).stream().mapToDouble(Double::doubleValue).toArray();
      if (columns == 0 || matrix[row].length != columns) {
        throw EsscherException.user(
            "row %d of payoff has %d numbers and row 0 has %d; rows of one length, at least 1, are"
                + " needed",
            row, matrix[row].length, columns);
      }
      if (!Arrays.stream(matrix[row]).allMatch(Double::isFinite)) {
        throw EsscherException.user(
            "row %d of payoff is %s; finite numbers are needed", row, payoff.get(row));
      }
    }
    if (columns == 0) {
      throw EsscherException.user("payoff has no rows; a matrix of numbers is needed");
    }
    return new MatrixGame(matrix);
  }

  /** M, not copied. */
  double[][] payoff() {
    return payoff;
  }

  int rows() {
    return payoff.length;
  }

  int columns() {
    return payoff[0].length;
  }

  /** M y, what each row pays. */
  double[] ofRows(double... y) {
    double[] values = new double[rows()];
    for (int a = 0; a < values.length; a++) {
      for (int b = 0; b < y.length; b++) {
        values[a] += payoff[a][b] * y[b];
      }
    }
    return values;
  }

  /** xᵀ M, what each column costs. */
  double[] ofColumns(double... x) {
    double[] values = new double[columns()];
    for (int a = 0; a < x.length; a++) {
      for (int b = 0; b < values.length; b++) {
        values[b] += x[a] * payoff[a][b];
      }
    }
    return values;
  }

  /** xᵀ M y. */
  double value(double[] x, double... y) {
    double[] paid = ofRows(y);
    double sum = 0;
    for (int a = 0; a < paid.length; a++) {
      sum += x[a] * paid[a];
    }
    return sum;
  }

  /** min_b (xᵀ M)_b: what the row player is sure of. */
  double worstCase(double... x) {
    return Arrays.stream(ofColumns(x)).min().orElseThrow();
  }

  /** max_a (M y)_a − min_b (xᵀ M)_b, 0 at an equilibrium alone. */
  double exploitability(double[] x, double... y) {
    return Arrays.stream(ofRows(y)).max().orElseThrow() - worstCase(x);
  }
}
