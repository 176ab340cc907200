package org.esscher.neural.internal.model;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;

/**
 * The columns that a network reads, put side by side: scalars and vectors, of a fixed number of
 * components together.
 *
 * @param names of the columns, in order
 * @param width components of all of them
 */
public record InputColumns(List<String> names, int width) {
  /** Copies and checks. */
  public InputColumns {
    names = List.copyOf(names);
    if (names.isEmpty() || new LinkedHashSet<>(names).size() < names.size()) {
      throw EsscherException.user(
          "inputs have to be different columns, at least one; got %s", names);
    }
  }

  Set<String> set() {
    return Set.copyOf(names);
  }

  /**
   * The batch's numbers; refuses what is missing, text or not finite.
   *
   * @param batch has the columns
   * @return rows · width, row by row
   * @throws EsscherException (DATA) naming row and column
   */
  public double[] read(Batch batch) {
    requireWidth(batch);
    double[] rows = new double[Math.multiplyExact(batch.rows(), width)];
    int at = 0;
    for (String name : names) {
      Column column = batch.column(name);
      int components = column.width();
      // Number by number: a copy of the column would be written only to be read once.
      for (int row = 0; row < batch.rows(); row++) {
        for (int component = 0; component < components; component++) {
          double value = column.at((long) row * components + component);
          if (!Double.isFinite(value)) {
            throw EsscherException.data(
                "row %d, column '%s': a network needs finite numbers, got %s",
                row, name, column.isMissing(row) ? "nothing" : value);
          }
          rows[row * width + at + component] = value;
        }
      }
      at += components;
    }
    return rows;
  }

  private void requireWidth(Batch batch) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (String name : names) {
      Column column = batch.column(name);
      if (column.isText() || column.ragged()) {
        throw EsscherException.data(
            "column '%s' holds %s, but a network reads a number or a vector per row; encode it"
                + " first",
            name, column.isText() ? "texts" : "lists");
      }
      widths.put(name, column.width());
    }
    int found = widths.values().stream().mapToInt(Integer::intValue).sum();
    if (found != width) {
      throw EsscherException.data(
          "the inputs %s have %d components together, but the network was made for %d; set its"
              + " width to %d, or name other inputs",
          widths, found, width, found);
    }
  }

  /** The part of some numbers in the order of {@link #read} that belongs to one column. */
  Column part(String name, Batch batch, double[] rows, Columns columns) {
    int at = 0;
    for (String before : names) {
      if (before.equals(name)) {
        break;
      }
      at += batch.column(before).width();
    }
    Column shape = batch.column(name);
    double[] part = new double[batch.rows() * shape.width()];
    for (int i = 0; i < part.length; i++) {
      part[i] = rows[i / shape.width() * width + at + i % shape.width()];
    }
    return columns.shapedLike(shape, part);
  }
}
