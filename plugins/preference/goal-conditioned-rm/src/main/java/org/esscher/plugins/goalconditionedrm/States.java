package org.esscher.plugins.goalconditionedrm;

import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Hidden states of answers, a ragged list of vectors a row, and sums of their cotangents. */
final class States {
  /** Norms below this count as this: a state of zeros has cosine 0 with all others. */
  static final double LEAST_NORM = 1e-8;

  private final int width;
  private final int[] starts;
  private final double[] values;
  private final double[] cotangents;
  private final Column column;

  /**
   * States.
   *
   * @param name of the column, for messages
   * @param column as many lists as rows, none empty
   */
  States(String name, Column column) {
    this.column = column;
    this.width = column.width();
    this.values = column.toArray();
    this.cotangents = new double[values.length];
    this.starts = new int[column.rows() + 1];
    for (int row = 0; row < starts.length; row++) {
      starts[row] = column.start(row);
    }
    for (int row = 0; row < column.rows(); row++) {
      if (length(row) == 0) {
        throw EsscherException.data(
            "row %d, column '%s': the answer has no token, so it has no state; drop the pair",
            row, name);
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.data(
            "row %d, column '%s': states have to be finite, got %s",
            rowOf(i / width), name, values[i]);
      }
    }
  }

  private int rowOf(int element) {
    int row = 0;
    while (starts[row + 1] <= element) {
      row++;
    }
    return row;
  }

  int rows() {
    return starts.length - 1;
  }

  int width() {
    return width;
  }

  /** Tokens of an answer. */
  int length(int row) {
    return starts[row + 1] - starts[row];
  }

  /** The mean of some states of a row, as one vector. */
  Direction direction(int row, int... positions) {
    double[] mean = new double[width];
    for (int position : positions) {
      int at = (starts[row] + position) * width;
      for (int c = 0; c < width; c++) {
        mean[c] += values[at + c] / positions.length;
      }
    }
    return new Direction(mean, row, positions.clone());
  }

  /** Adds the cotangent of a vector to those of the states that it is the mean of. */
  void add(Direction direction, double[] cotangent) {
    for (int position : direction.positions) {
      int at = (starts[direction.row] + position) * width;
      for (int c = 0; c < width; c++) {
        cotangents[at + c] += cotangent[c] / direction.positions.length;
      }
    }
  }

  /** What was added. */
  double[] cotangents() {
    return cotangents;
  }

  /** The shape of the cotangents. */
  Column column() {
    return column;
  }

  /** A vector that is compared by its direction. */
  static final class Direction {
    private final double[] vector;
    private final double norm;
    private final int row;
    private final int[] positions;

    Direction(double[] vector, int row, int... positions) {
      this.vector = vector;
      this.norm = norm(vector);
      this.row = row;
      this.positions = positions;
    }

    private static double norm(double[] vector) {
      double squares = 0;
      for (double component : vector) {
        squares += component * component;
      }
      return Math.sqrt(squares);
    }

    double component(int c) {
      return vector[c];
    }

    /** Their cosine; 0 where one of them is 0. */
    double cosine(Direction other) {
      double dot = 0;
      for (int c = 0; c < vector.length; c++) {
        dot += vector[c] * other.vector[c];
      }
      return dot / (Math.max(norm, LEAST_NORM) * Math.max(other.norm, LEAST_NORM));
    }

    /**
     * Adds {@code factor · ∂cos/∂this = factor · (g/‖g‖ − cos·s/‖s‖)/‖s‖} to a sum; nothing where
     * one of them is 0, since its direction is nowhere.
     */
    void addSlope(Direction other, double cosine, double factor, double[] sum) {
      if (norm < LEAST_NORM || other.norm < LEAST_NORM) {
        return;
      }
      for (int c = 0; c < vector.length; c++) {
        sum[c] += factor * (other.vector[c] / other.norm - cosine * vector[c] / norm) / norm;
      }
    }
  }
}
