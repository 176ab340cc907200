package org.esscher.runtime.internal.expression;

import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.PackedBooleans;
import org.jspecify.annotations.Nullable;

/** A column that says which tokens exist, read on one thread row by row. */
final class Mask {
  private final String name;
  private final Column column;
  private final @Nullable PackedBooleans packed;
  private final double[] numbers = new double[Long.SIZE];
  private int row;
  private int start;
  private int count;

  /**
   * A mask.
   *
   * @param name of the column
   * @param column booleans, or numbers of which 0 excludes a token
   */
  Mask(String name, Column column) {
    this.name = name;
    this.column = column;
    this.packed = PackedBooleans.of(column);
  }

  /** Goes to a row. */
  void enter(int row) {
    this.row = row;
    this.start = column.start(row);
    this.count = column.start(row + 1) - start;
  }

  /** Tokens of the row, existing or not. */
  int count() {
    return count;
  }

  /** A bit for each of the row's next 64 tokens from one on: 1 where it exists. */
  long bits(int at) {
    int some = Math.min(Long.SIZE, count - at);
    if (packed != null) {
      return packed.read((long) start + at, some);
    }
    column.read((long) start + at, numbers, 0, some);
    long bits = 0;
    boolean missing = false;
    for (int k = 0; k < some; k++) {
      // No branch: where tokens are excluded here and there, a processor can't guess the next one.
      long magnitude = Double.doubleToRawLongBits(numbers[k]) << 1;
      bits |= ((magnitude | -magnitude) >>> (Long.SIZE - 1)) << k;
      missing |= Double.isNaN(numbers[k]);
    }
    if (missing) {
      throw EsscherException.data(
          "row %d: %s is missing for a token; say of each whether it exists", row, name);
    }
    return bits;
  }
}
