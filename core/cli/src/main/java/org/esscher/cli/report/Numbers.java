package org.esscher.cli.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cells of tables as text. */
public final class Numbers {
  private static final double MAX_WHOLE = 1e9;

  private Numbers() {}

  /**
   * A cell.
   *
   * @param value a number, text, truth value, or null
   * @return whole numbers as such, others with five significant digits
   */
  public static String cell(@Nullable Object value) {
    if (value instanceof Double number) {
      boolean whole = number == Math.rint(number) && Math.abs(number) < MAX_WHOLE;
      return String.format(Locale.ROOT, whole ? "%.0f" : "%.5g", number);
    }
    return value == null ? "" : value.toString();
  }
}
