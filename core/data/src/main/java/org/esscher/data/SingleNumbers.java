package org.esscher.data;

import org.esscher.api.Column;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a column that are stored in float32, none of them missing, for code that computes with
 * them as they are stored. Thread-safe, as the column is.
 */
public final class SingleNumbers {
  private final FloatElements singles;
  private final int width;

  private SingleNumbers(FloatElements singles, int width) {
    this.singles = singles;
    this.width = width;
  }

  /**
   * The numbers of a column.
   *
   * @param column any column
   * @return its numbers, or null where it is not stored in float32, where a number is missing, and
   *     where the JVM was started without the flag that Arrow needs to copy many at once
   */
  public static @Nullable SingleNumbers of(Column column) {
    FloatElements singles = column instanceof ArrowColumn stored ? stored.singles() : null;
    return singles == null ? null : new SingleNumbers(singles, column.width());
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
    singles.read(from, to, at, count);
  }

  /**
   * Copies the numbers of elements that stand apart.
   *
   * @param elements where each stands
   * @param first the place of the first in that array
   * @param count how many elements
   * @param to takes count · width numbers
   */
  public void gather(int[] elements, int first, int count, float[] to) {
    singles.gather(elements, first, count, width, to);
  }
}
