package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/**
 * What one block gives of a leaf's cotangents, in the order in which they are stored. Numbers that
 * are passed over are 0: to write them here costs less than to go through all memory beforehand.
 */
final class GaplessCotangent implements Tokens.Taker {
  private final LeafCotangent stored;
  private final Room room;
  private long next;

  /**
   * Nothing yet.
   *
   * @param stored takes the numbers
   * @param first the block's first
   * @param room for numbers on their way
   */
  GaplessCotangent(LeafCotangent stored, long first, Room room) {
    this.stored = stored;
    this.room = room;
    this.next = first;
  }

  @Override
  public void take(long index, double[] cotangent, int from, int count) {
    stored.zero(next, index);
    stored.take(index, cotangent, from, count);
    next = index + count;
  }

  /**
   * Puts together what stands near each other, a stretch at a time, with zeros between: to go from
   * one to the next costs more than to copy a few numbers too many.
   */
  @Override
  public void take(int[] elements, int first, int count, int width, double[] cotangent) {
    double[] stretch = room.stretch(Tokens.CHUNK * width);
    int at = 0;
    while (at < count) {
      int some = near(elements, first + at, count - at);
      int begin = elements[first + at];
      int numbers = (elements[first + at + some - 1] - begin + 1) * width;
      Arrays.fill(stretch, 0, numbers, 0);
      for (int k = at; k < at + some && width == 1; k++) {
        stretch[elements[first + k] - begin] = cotangent[k];
      }
      for (int k = at; k < at + some && width > 1; k++) {
        int to = (elements[first + k] - begin) * width;
        System.arraycopy(cotangent, k * width, stretch, to, width);
      }
      take((long) begin * width, stretch, 0, numbers);
      at += some;
    }
  }

  /** How many elements from one on are so near that a stretch has room for all between. */
  private static int near(int[] elements, int first, int count) {
    // So few that they are mostly no farther apart.
    int some = Math.min(Tokens.CHUNK / 4, count);
    int span = elements[first + some - 1] - elements[first] + 1;
    while (span > Tokens.CHUNK) {
      some = Math.max(1, some * Tokens.CHUNK / span);
      span = elements[first + some - 1] - elements[first] + 1;
    }
    return some;
  }

  /** Passes over what is left of the block. */
  void end(long end) {
    stored.zero(next, end);
  }
}
