package org.esscher.runtime.internal.expression;

import org.esscher.api.Column;
import org.esscher.api.ColumnWriter;

/**
 * The cotangents of one leaf, written where the column that is handed out will have them. Threads
 * write the elements of different blocks at once.
 */
public final class LeafCotangent {
  /** Numbers that are set to 0 at a time. */
  private static final int ZEROS = 4096;

  private final ColumnWriter writer;
  private final long numbers;
  private boolean begun;
  private boolean adding;
  private volatile boolean suspect;

  /**
   * Nothing yet.
   *
   * @param writer makes the column
   * @param numbers how many it has
   */
  LeafCotangent(ColumnWriter writer, long numbers) {
    this.writer = writer;
    this.numbers = numbers;
  }

  /**
   * Begins a run through the data.
   *
   * @param complete whether the run gives every number, once
   */
  void begin(boolean complete) {
    adding = begun || !complete;
    if (!begun && !complete) {
      double[] zeros = new double[(int) Math.min(ZEROS, numbers)];
      for (long at = 0; at < numbers; at += ZEROS) {
        writer.put(at, zeros, 0, (int) Math.min(ZEROS, numbers - at));
      }
    }
    // Sums of finite numbers may be infinite.
    suspect |= begun;
    begun = true;
  }

  /** Takes numbers of the run. */
  void take(long index, double[] cotangent, int from, int count) {
    if (adding) {
      writer.add(index, cotangent, from, count);
    } else {
      writer.put(index, cotangent, from, count);
    }
  }

  /** Says that some numbers may not be finite. */
  void suspect() {
    suspect = true;
  }

  /**
   * Whether the numbers must be looked at to know that they are finite.
   *
   * @return false where they certainly are
   */
  public boolean suspected() {
    return suspect;
  }

  /**
   * The cotangents.
   *
   * @return numbers in the shape of the leaf's column
   */
  public Column column() {
    return writer.column();
  }
}
