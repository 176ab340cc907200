package org.esscher.data;

import org.esscher.api.Column;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a column that are stored in float32, none of them missing, for code that computes with
 * them as they are stored. Thread-safe, as the column is.
 */
public final class SingleNumbers {
  private final FloatElements elements;

  private SingleNumbers(FloatElements elements) {
    this.elements = elements;
  }

  /**
   * The numbers of a column.
   *
   * @param column any column
   * @return its numbers, or null where it is not stored in float32, where a number is missing, and
   *     where the JVM was started without the flag that Arrow needs to copy many at once
   */
  public static @Nullable SingleNumbers of(Column column) {
    FloatElements elements = column instanceof ArrowColumn stored ? stored.singles() : null;
    return elements == null ? null : new SingleNumbers(elements);
  }

  /**
   * Copies numbers.
   *
   * @param from index of the first, element · width + component
   * @param to where they are copied to
   * @param at where the first goes
   * @param count how many
   */
  public void read(long from, float[] to, int at, int count) {
    elements.read(from, to, at, count);
  }

  /**
   * One number.
   *
   * @param index element · width + component
   * @return the number
   */
  public float at(long index) {
    return elements.single(index);
  }
}
