package org.esscher.plugins.fdpg;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Feature vectors φ of rows, all finite. A column of plain numbers is one feature. */
final class Features {
  private final Column column;

  private Features(Column column) {
    this.column = column;
  }

  /**
   * Reads and checks.
   *
   * @param batch the rows
   * @param name the column
   * @param width how many features are wanted
   * @throws EsscherException (DATA) when the column has another shape or a value is not finite
   */
  static Features of(Batch batch, String name, int width) {
    return of(batch.column(name), name, width);
  }

  static Features of(Column column, String name, int width) {
    if (column.isText() || column.ragged() || column.width() != width) {
      throw EsscherException.data(
          "column '%s' has to hold vectors of %d numbers, one per feature; got %s of width %d",
          name,
          width,
          column.isText() ? "text" : column.ragged() ? "lists" : "vectors",
          column.width());
    }
    for (int row = 0; row < column.rows(); row++) {
      for (int k = 0; k < width; k++) {
        double value = column.at((long) row * width + k);
        if (!Double.isFinite(value)) {
          throw EsscherException.data(
              "row %d, column '%s', component %d: a finite number is needed, got %s",
              row, name, k, value);
        }
      }
    }
    return new Features(column);
  }

  int rows() {
    return column.rows();
  }

  double at(int row, int feature) {
    return column.at((long) row * column.width() + feature);
  }

  double dot(int row, double[] lambda) {
    double sum = 0;
    for (int k = 0; k < lambda.length; k++) {
      sum += lambda[k] * at(row, k);
    }
    return sum;
  }
}
