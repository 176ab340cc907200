package org.esscher.runtime.internal.expression;

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
}
