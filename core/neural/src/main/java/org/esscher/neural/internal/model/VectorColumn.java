package org.esscher.neural.internal.model;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;

/** Columns of a known number of components a row: plain numbers where that is 1. */
public final class VectorColumn {
  private VectorColumn() {}

  /**
   * A column.
   *
   * @param columns makes it
   * @param width components a row
   * @param values row by row
   * @return numbers or vectors
   */
  public static Column of(Columns columns, int width, double[] values) {
    return width == 1 ? columns.numbers(values) : columns.vectors(width, values);
  }

  /** A batch's numbers; refuses another width, and what is missing or not finite. */
  static double[] read(Batch batch, String name, int width) {
    Column column = batch.column(name);
    if (column.isText() || column.ragged() || column.width() != width) {
      throw EsscherException.data(
          "column '%s' has to hold %d numbers a row, but holds %s",
          name,
          width,
          column.isText() ? "texts" : column.ragged() ? "lists" : column.width() + " a row");
    }
    double[] values = column.toArray();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.data(
            "row %d, column '%s': a finite number is needed, got %s",
            i / width, name, column.isMissing(i / width) ? "nothing" : values[i]);
      }
    }
    return values;
  }

  /** A batch's choices among numbered ones. */
  static int[] indices(Batch batch, String name, int count) {
    double[] values = read(batch, name, 1);
    int[] indices = new int[values.length];
    for (int row = 0; row < indices.length; row++) {
      if (!(values[row] >= 0 && values[row] < count && values[row] == Math.rint(values[row]))) {
        throw EsscherException.data(
            "row %d, column '%s': a whole number from 0 to %d is needed, got %s",
            row, name, count - 1, values[row]);
      }
      indices[row] = (int) values[row];
    }
    return indices;
  }
}
