package org.esscher.runtime.internal.expression;

import org.esscher.api.Column;
import org.esscher.api.ColumnWriter;

/**
 * The cotangents of one leaf, written where the column that is handed out will have them. Threads
 * write the elements of different blocks at once.
 */
public final class LeafCotangent implements Tokens.Taker {
  /** Never written. */
  private static final double[] ZEROS = new double[4096];

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
   * Begins a run through the data, which gives no number twice.
   *
   * @param complete whether it gives every number; those that it doesn't are 0
   */
  void begin(boolean complete) {
    adding = begun;
    if (!complete) {
      zero(0, numbers);
    }
    // Sums of finite numbers may be infinite.
    suspect |= begun;
    begun = true;
  }

  /** Takes numbers of the run. */
  @Override
  public void take(long index, double[] cotangent, int from, int count) {
    if (adding) {
      writer.add(index, cotangent, from, count);
    } else {
      writer.put(index, cotangent, from, count);
    }
  }

  @Override
  public void take(int[] elements, int first, int count, int width, double[] cotangent) {
    if (!adding) {
      writer.put(elements, first, count, width, cotangent);
      return;
    }
    for (int i = 0; i < count; i++) {
      writer.add((long) elements[first + i] * width, cotangent, i * width, width);
    }
  }

  /** Takes 0 for some numbers of the run. */
  void zero(long from, long end) {
    for (long at = from; at < end && !adding; at += ZEROS.length) {
      writer.put(at, ZEROS, 0, (int) Math.min(ZEROS.length, end - at));
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
