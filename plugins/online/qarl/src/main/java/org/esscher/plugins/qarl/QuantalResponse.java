package org.esscher.plugins.qarl;

import java.util.Arrays;
import org.esscher.api.EsscherException;

/**
 * The quantal response equilibrium of a matrix game: {@code x ∝ exp(M y/α)} and {@code y ∝ exp(−xᵀ
 * M/β)}. There is exactly one: it is the saddle point of {@code xᵀ M y + α H(x) − β H(y)}.
 */
final class QuantalResponse {
  /** By how much a strategy may miss the other's soft best response, where rounding lets us. */
  private static final double EXACT = 1e-12;

  private static final int STEPS = 200;

  /** Ratio of a temperature to the one before. */
  private static final double COOLING = 0.7;

  private final double[] row;
  private final double[] column;

  /**
   * Two strategies.
   *
   * @param row x
   * @param column y
   */
  QuantalResponse(double[] row, double[] column) {
    this.row = row;
    this.column = column;
  }

  /**
   * Newton's method in y's logits v, {@code G(v) = v + xᵀ M/β = 0} with x the soft response to y =
   * softmax(v), at high temperatures first, then at lower ones, down to α and β. The Jacobian is I
   * + Mᵀ D_x M D_y/(αβ), the D being the strategies' covariances: I plus a product of two positive
   * semidefinite matrices, which is regular.
   */
  static QuantalResponse of(MatrixGame game, double alpha, double beta) {
    double hottest = Math.max(1, size(game) / Math.min(alpha, beta));
    int coolings = (int) Math.ceil(Math.log(hottest) / -Math.log(COOLING));
    double[] logits = new double[game.columns()];
    for (int i = coolings; i >= 0; i--) {
      double hotter = Math.pow(COOLING, -i);
      solve(game, alpha * hotter, beta * hotter, logits);
    }
    double[] y = softmax(1, logits);
    return new QuantalResponse(softmax(1 / alpha, game.ofRows(y)), y);
  }

  /** x, not copied. */
  double[] row() {
    return row;
  }

  /** y, not copied. */
  double[] column() {
    return column;
  }

  /** Changes the logits to those of the equilibrium. */
  private static void solve(MatrixGame game, double alpha, double beta, double[] logits) {
    // Roundings of y's terms grow by M/α in x's logits and by M/β from there in y's.
    double grown = size(game) / alpha * size(game) / beta * (game.rows() + game.columns());
    double tolerance = Math.max(EXACT, 16 * Math.ulp(1.0) * grown);
    double[] residual = residual(game, alpha, beta, logits);
    for (int step = 0; miss(logits, residual) > tolerance; step++) {
      if (step == STEPS) {
        throw EsscherException.user(
            "no quantal response equilibrium was found at the temperatures %s and %s: after %d steps"
                + " the strategies miss each other's response by %s; choose higher temperatures",
            alpha, beta, STEPS, miss(logits, residual));
      }
      double[] direction = direction(game, alpha, beta, logits, residual);
      double length = 1;
      double[] moved = moved(logits, direction, length);
      double[] next = residual(game, alpha, beta, moved);
      while (norm(next) > (1 - 1e-4 * length) * norm(residual) && length > 1e-10) {
        length /= 2;
        moved = moved(logits, direction, length);
        next = residual(game, alpha, beta, moved);
      }
      System.arraycopy(moved, 0, logits, 0, logits.length);
      residual = next;
    }
  }

  /** The largest payoff, whatever its sign. */
  private static double size(MatrixGame game) {
    return Arrays.stream(game.payoff())
        .flatMapToDouble(Arrays::stream)
        .map(Math::abs)
        .max()
        .orElseThrow();
  }

  private static double[] residual(MatrixGame game, double alpha, double beta, double[] logits) {
    double[] x = softmax(1 / alpha, game.ofRows(softmax(1, logits)));
    double[] costs = game.ofColumns(x);
    double[] residual = new double[logits.length];
    Arrays.setAll(residual, b -> logits[b] + costs[b] / beta);
    return residual;
  }

  /** By how much y differs from the soft response to x, the largest difference of an action. */
  private static double miss(double[] logits, double[] residual) {
    double[] y = softmax(1, logits);
    double[] response = softmax(1, moved(logits, residual, -1));
    double largest = 0;
    for (int b = 0; b < y.length; b++) {
      largest = Math.max(largest, Math.abs(y[b] - response[b]));
    }
    return largest;
  }

  private static double[] direction(
      MatrixGame game, double alpha, double beta, double[] logits, double[] residual) {
    int n = logits.length;
    double[] y = softmax(1, logits);
    double[] x = softmax(1 / alpha, game.ofRows(y));
    double[][] jacobian = new double[n][n];
    for (int j = 0; j < n; j++) {
      // Column j: how costs answer to a small growth of logit j, through y and x.
      double[] dy = new double[n];
      for (int b = 0; b < n; b++) {
        dy[b] = y[b] * ((b == j ? 1 : 0) - y[j]);
      }
      double[] dq = game.ofRows(dy);
      double mean = 0;
      for (int a = 0; a < x.length; a++) {
        mean += x[a] * dq[a];
      }
      double[] dx = new double[x.length];
      for (int a = 0; a < x.length; a++) {
        dx[a] = x[a] * (dq[a] - mean) / alpha;
      }
      double[] costs = game.ofColumns(dx);
      for (int b = 0; b < n; b++) {
        jacobian[b][j] = (b == j ? 1 : 0) + costs[b] / beta;
      }
    }
    double[] direction = Arrays.stream(residual).map(each -> -each).toArray();
    eliminate(jacobian, direction);
    return direction;
  }

  /** Solves a regular system in place, by elimination with pivots. */
  private static void eliminate(double[][] matrix, double[] right) {
    int n = right.length;
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
      }
      double[] line = matrix[pivot];
      matrix[pivot] = matrix[column];
      matrix[column] = line;
      double value = right[pivot];
      right[pivot] = right[column];
      right[column] = value;
      for (int row = 0; row < n; row++) {
        double factor = row == column ? 0 : matrix[row][column] / line[column];
        for (int i = column; i < n && factor != 0; i++) {
          matrix[row][i] -= factor * line[i];
        }
        right[row] -= factor * value;
      }
    }
    for (int row = 0; row < n; row++) {
      right[row] /= matrix[row][row];
    }
  }

  private static double[] moved(double[] from, double[] direction, double length) {
    double[] moved = new double[from.length];
    Arrays.setAll(moved, i -> from[i] + length * direction[i]);
    return moved;
  }

  private static double norm(double[] vector) {
    double sum = 0;
    for (double each : vector) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }

  /** ∝ exp(factor · value). */
  static double[] softmax(double factor, double... values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      largest = Math.max(largest, factor * value);
    }
    double[] result = new double[values.length];
    double sum = 0;
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.exp(factor * values[i] - largest);
      sum += result[i];
    }
    for (int i = 0; i < result.length; i++) {
      result[i] /= sum;
    }
    return result;
  }
}
