package org.esscher.data;

import org.esscher.api.Column;

/** Looks which numbers of a column are not 0, many at once. */
public final class NonZeros {
  private NonZeros() {}

  /**
   * Looks at some numbers. Thread-safe, as the column is.
   *
   * @param column of numbers or booleans, one an element
   * @param from index of the first
   * @param count how many
   * @param into takes a bit for each, set where it is not 0, the first one in the lowest bit; the
   *     last word's bits beyond them are 0
   * @param at where the first 64 go
   * @return whether none of them is NaN, nor missing
   */
  public static boolean read(Column column, long from, int count, long[] into, int at) {
    Elements elements = column instanceof ArrowColumn stored ? stored.completeElements() : null;
    if (elements instanceof BitElements bits) {
      bits.read(from, count, into, at);
      return true;
    }
    return elements instanceof FloatElements floats
        ? floats.nonZeros(from, count, into, at)
        : ofAny(column, from, count, into, at);
  }

  private static boolean ofAny(Column column, long from, int count, long[] into, int at) {
    double[] numbers = new double[Long.SIZE];
    boolean nan = false;
    for (int first = 0; first < count; first += Long.SIZE) {
      int some = Math.min(Long.SIZE, count - first);
      column.read(from + first, numbers, 0, some);
      long bits = 0;
      for (int k = 0; k < some; k++) {
        // No branch: where zeros are here and there, a processor can't guess the next one.
        long magnitude = Double.doubleToRawLongBits(numbers[k]) << 1;
        bits |= ((magnitude | -magnitude) >>> (Long.SIZE - 1)) << k;
        nan |= Double.isNaN(numbers[k]);
      }
      into[at + first / Long.SIZE] = bits;
    }
    return !nan;
  }
}
