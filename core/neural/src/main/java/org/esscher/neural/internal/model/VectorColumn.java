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
    double[] values = numbers(batch, name, width);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.data(
            "row %d, column '%s': a finite number is needed, got %s",
            i / width, name, found(batch, name, i / width, values[i]));
      }
    }
    return values;
  }

  private static double[] numbers(Batch batch, String name, int width) {
    Column column = batch.column(name);
    if (column.isText() || column.ragged() || column.width() != width) {
      throw EsscherException.data(
          "column '%s' must hold %d numbers per row, but holds %s",
          name,
          width,
          column.isText() ? "texts" : column.ragged() ? "lists" : column.width() + " a row");
    }
    return column.toArray();
  }

  private static Object found(Batch batch, String name, int row, double value) {
    return batch.column(name).isMissing(row) ? "nothing" : value;
  }

  /** A batch's choices among numbered ones, from 0. */
  static int[] indices(Batch batch, String name, int count) {
    return wholeNumbers(batch, name, 0, count - 1);
  }

  /** A batch's whole numbers; refuses what is missing, no whole number, or out of bounds. */
  static int[] wholeNumbers(Batch batch, String name, int least, int most) {
    double[] values = numbers(batch, name, 1);
    int[] whole = new int[values.length];
    for (int row = 0; row < whole.length; row++) {
      double value = values[row];
      if (!(value >= least && value <= most && value == Math.rint(value))) {
        throw EsscherException.data(
            "row %d, column '%s': a whole number from %d to %d is needed, got %s",
            row, name, least, most, found(batch, name, row, value));
      }
      whole[row] = (int) value;
    }
    return whole;
  }
}
