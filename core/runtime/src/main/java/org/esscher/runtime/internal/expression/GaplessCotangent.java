package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/**
 * What one block gives of a leaf's cotangents, in the order in which they are stored. Numbers that
 * are passed over are 0: to write them here costs less than to go through all memory beforehand.
 */
final class GaplessCotangent implements Tokens.Taker {
  /** Elements that are put together; their numbers stay in the first-level cache. */
  private static final int STRETCH = 2048;

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
    double[] stretch = room.stretch(STRETCH * width);
    int at = 0;
    while (at < count) {
      int some = near(elements, first + at, count - at);
      int begin = elements[first + at];
      int numbers = (elements[first + at + some - 1] - begin + 1) * width;
      Arrays.fill(stretch, 0, numbers, 0);
      scatter(cotangent, at, elements, first + at, some, width, stretch);
      take((long) begin * width, stretch, 0, numbers);
      at += some;
    }
  }

  /** Puts elements where they stand, counted from the first of them. */
  private static void scatter(
      double[] from, int at, int[] elements, int first, int count, int width, double[] into) {
    int begin = elements[first];
    if (width > 1) {
      for (int k = 0; k < count; k++) {
        int to = (elements[first + k] - begin) * width;
        System.arraycopy(from, (at + k) * width, into, to, width);
      }
      return;
    }
    for (int k = 0; k < count; k++) {
      into[elements[first + k] - begin] = from[at + k];
    }
  }

  /** How many elements from one on are so near that a stretch has room for all between. */
  private static int near(int[] elements, int first, int count) {
    // So few that they are mostly no farther apart.
    int some = Math.min(STRETCH / 4, count);
    int span = elements[first + some - 1] - elements[first] + 1;
    while (span > STRETCH) {
      some = Math.max(1, some * STRETCH / span);
      span = elements[first + some - 1] - elements[first] + 1;
    }
    return some;
  }

  /** Passes over what is left of the block. */
  void end(long end) {
    stored.zero(next, end);
  }
}
