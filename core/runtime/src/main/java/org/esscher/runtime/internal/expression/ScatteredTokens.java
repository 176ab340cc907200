package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import org.esscher.api.Column;
import org.esscher.data.SingleNumbers;

/**
 * Tokens that a mask leaves here and there. They are copied with what stands between them, a
 * stretch at a time, and then put together: to go from one to the next costs more than to copy a
 * few numbers too many.
 */
final class ScatteredTokens extends Tokens {
  private final int[] element;
  private final boolean rising;

  /**
   * Single elements.
   *
   * @param axis how many there are in each row
   * @param element the stored element of each token, rising within a row
   * @param rising whether they also rise from row to row, so that stretches may have several
   */
  ScatteredTokens(Axis axis, int[] element, boolean rising) {
    super(axis);
    this.element = element;
    this.rising = rising;
  }

  @Override
  void read(Column column, int width, int first, int count, double[] into, Room room) {
    double[] stretch = room.stretch(CHUNK * width);
    stretches(
        first,
        count,
        (token, at, some) -> {
          column.read(stored(token, width), stretch, 0, span(token, some) * width);
          for (int k = 0; k < some && width == 1; k++) {
            into[at + k] = stretch[element[token + k] - element[token]];
          }
          for (int k = 0; k < some && width > 1; k++) {
            int from = (element[token + k] - element[token]) * width;
            System.arraycopy(stretch, from, into, (at + k) * width, width);
          }
        });
  }

  @Override
  void read(SingleNumbers column, int width, int first, int count, float[] into, Room room) {
    float[] stretch = room.singles(CHUNK * width);
    stretches(
        first,
        count,
        (token, at, some) -> {
          column.read(stored(token, width), stretch, 0, span(token, some) * width);
          for (int k = 0; k < some && width == 1; k++) {
            into[at + k] = stretch[element[token + k] - element[token]];
          }
          for (int k = 0; k < some && width > 1; k++) {
            int from = (element[token + k] - element[token]) * width;
            System.arraycopy(stretch, from, into, (at + k) * width, width);
          }
        });
  }

  @Override
  void scatter(double[] cotangent, int width, int first, int count, Taker stored, Room room) {
    double[] stretch = room.stretch(CHUNK * width);
    stretches(
        first,
        count,
        (token, at, some) -> {
          // What stands between tokens has no cotangent, and gets another 0.
          int numbers = span(token, some) * width;
          Arrays.fill(stretch, 0, numbers, 0);
          for (int k = 0; k < some && width == 1; k++) {
            stretch[element[token + k] - element[token]] = cotangent[at + k];
          }
          for (int k = 0; k < some && width > 1; k++) {
            int to = (element[token + k] - element[token]) * width;
            System.arraycopy(cotangent, (at + k) * width, stretch, to, width);
          }
          stored.take(stored(token, width), stretch, 0, numbers);
        });
  }

  /** Where a token's numbers begin. */
  private long stored(int token, int width) {
    return (long) element[token] * width;
  }

  /** Stored elements from a token to the last of some, with all between. */
  private int span(int token, int count) {
    return element[token + count - 1] - element[token] + 1;
  }

  /** Goes through some tokens. */
  private void stretches(int first, int count, Stretch visitor) {
    if (rising) {
      stretches(first, 0, count, visitor);
    } else if (count > 0) {
      // Another block's tokens may stand between those of rows that are out of order.
      axis().split(first, count, (position, from, to) -> stretches(first, from, to, visitor));
    }
  }

  private void stretches(int first, int from, int to, Stretch visitor) {
    int at = from;
    while (at < to) {
      // So few that they are mostly no farther apart.
      int some = Math.min(CHUNK / 4, to - at);
      for (int span = span(first + at, some); span > CHUNK; span = span(first + at, some)) {
        some = Math.max(1, some * CHUNK / span);
      }
      visitor.tokens(first + at, at, some);
      at += some;
    }
  }

  /** Tokens that stand near each other. */
  @FunctionalInterface
  private interface Stretch {
    /**
     * Takes some.
     *
     * @param token the first
     * @param at its place, counted from the first of all
     * @param count how many
     */
    void tokens(int token, int at, int count);
  }
}
