package org.esscher.spitests;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table that a run recorded.
 *
 * @param cells numbers, texts, booleans, lists or nothing, by column, in the order in which they
 *     were recorded
 */
public record RecordedRow(Map<String, @Nullable Object> cells) {
  /**
   * Copies.
   *
   * @param cells as for the record
   */
  public RecordedRow {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
  }

  /**
   * Whether a cell was recorded, be it without a value.
   *
   * @param column its name
   * @return whether the row has the column
   */
  public boolean has(String column) {
    return cells.containsKey(column);
  }

  /**
   * A number.
   *
   * @param column its name
   * @return the cell's value, exactly as it was recorded
   * @throws AssertionError when there is no such cell, or it is no number
   */
  public double number(String column) {
    return value(column, Number.class).doubleValue();
  }

  /**
   * A text.
   *
   * @param column its name
   * @return the cell's value
   * @throws AssertionError when there is no such cell, or it is no text
   */
  public String text(String column) {
    return value(column, String.class);
  }

  private <T> T value(String column, Class<T> type) {
    Object cell = cells.get(column);
    if (type.isInstance(cell)) {
      return type.cast(cell);
    }
    throw new AssertionError(
        has(column)
            ? "the column " + column + " holds no " + type.getSimpleName() + ", but " + cell
            : "there is no column " + column + " in " + cells);
  }
}
