package org.esscher.cli.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cells of recorded tables. */
final class Cells {
  private Cells() {}

  /** The number in a column, or NaN where there is none. */
  static double number(Map<String, @Nullable Object> row, String column) {
    return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
