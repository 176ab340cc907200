package org.esscher.runtime.internal.expression;

import java.util.List;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Values of identifying columns as text, the form that they have in groups and keyed states. */
final class Keys {
  private Keys() {}

  static String text(Column column, int row, String name) {
    if (column.ragged() || column.width() != 1) {
      throw EsscherException.data(
          "column %s identifies rows and must hold one value a row, not lists or vectors", name);
    }
    if (column.isMissing(row)) {
      throw EsscherException.data("row %d: column %s is missing; it identifies the row", row, name);
    }
    return column.text(row);
  }

  /** Adds what tells a row's value from others: a list or vector by its length and elements. */
  static void addContent(Column column, int row, String name, List<String> values) {
    if (!column.ragged() && column.width() == 1) {
      values.add(text(column, row, name));
      return;
    }
    long from = (long) column.start(row) * column.width();
    long to = (long) column.start(row + 1) * column.width();
    values.add(Long.toString(to - from));
    for (long i = from; i < to; i++) {
      values.add(column.isText() ? column.text((int) i) : Double.toString(column.at(i)));
    }
  }
}
