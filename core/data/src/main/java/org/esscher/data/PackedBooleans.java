package org.esscher.data;

import org.esscher.api.Column;
import org.jspecify.annotations.Nullable;

/**
 * Booleans of a column that are stored as bits, none of them missing, for code that looks at many
 * at once. Thread-safe, as the column is.
 */
public final class PackedBooleans {
  private final BitElements elements;

  private PackedBooleans(BitElements elements) {
    this.elements = elements;
  }

  /**
   * The booleans of a column.
   *
   * @param column any column
   * @return its booleans, or null where it holds something else, and where one is missing
   */
  public static @Nullable PackedBooleans of(Column column) {
    BitElements elements = column instanceof ArrowColumn stored ? stored.bits() : null;
    return elements == null ? null : new PackedBooleans(elements);
  }

  /**
   * Reads some.
   *
   * @param from index of the first
   * @param count how many, from 1 to 64
   * @return a bit for each, the first one in the lowest; bits beyond them are 0
   */
  public long read(long from, int count) {
    return elements.bits(from, count);
  }
}
