package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.function.IntConsumer;
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
  void read(Column column, int width, Block block, double[] into) {
    stretches(
        block.firstPosition(),
        block.rows(),
        into.length / width,
        (token, at, count) -> {
          column.read(stored(token, width), into, at * width, span(token, count) * width);
          gather(token, count, width, into, at);
        });
  }

  @Override
  void read(SingleNumbers column, int width, Block block, float[] into) {
    stretches(
        block.firstPosition(),
        block.rows(),
        into.length / width,
        (token, at, count) -> {
          column.read(stored(token, width), into, at * width, span(token, count) * width);
          gather(token, count, width, into, at);
        });
  }

  @Override
  void read(Column column, int width, int position, double[] chunk, IntConsumer visitor) {
    stretches(
        position,
        1,
        Integer.MAX_VALUE,
        (token, at, count) -> {
          column.read(stored(token, width), chunk, 0, span(token, count) * width);
          gather(token, count, width, chunk, 0);
          visitor.accept(count);
        });
  }

  @Override
  void scatter(double[] cotangent, int width, Block block, Taker stored) {
    double[] stretch = new double[CHUNK * width];
    stretches(
        block.firstPosition(),
        block.rows(),
        Integer.MAX_VALUE,
        (token, at, count) -> scatter(token, count, width, cotangent, at, stretch, stored));
  }

  @Override
  void scatterEqual(double[] chunk, int width, int position, Taker stored) {
    int tokens = axis().length(position);
    int span = tokens == 0 ? 0 : span(axis().start()[position], tokens);
    double[] stretch = new double[Math.min(CHUNK, span) * width];
    stretches(
        position,
        1,
        Integer.MAX_VALUE,
        (token, at, count) -> scatter(token, count, width, chunk, 0, stretch, stored));
  }

  /** What stands between tokens has no cotangent, and gets another 0. */
  private void scatter(
      int token, int count, int width, double[] from, int at, double[] stretch, Taker stored) {
    int first = element[token];
    int span = span(token, count) * width;
    Arrays.fill(stretch, 0, span, 0);
    for (int k = 0; k < count && width == 1; k++) {
      stretch[element[token + k] - first] = from[at + k];
    }
    for (int k = 0; k < count && width > 1; k++) {
      int to = (element[token + k] - first) * width;
      System.arraycopy(from, (at + k) * width, stretch, to, width);
    }
    stored.take(stored(token, width), stretch, 0, span);
  }

  /** Each moves from where it stands among what was copied to where it belongs, if not there. */
  private void gather(int token, int count, int width, double[] copied, int at) {
    int shift = at - element[token];
    for (int k = 0; k < count && width == 1; k++) {
      copied[at + k] = copied[shift + element[token + k]];
    }
    for (int k = 0; k < count && width > 1; k++) {
      int from = (shift + element[token + k]) * width;
      System.arraycopy(copied, from, copied, (at + k) * width, width);
    }
  }

  private void gather(int token, int count, int width, float[] copied, int at) {
    int shift = at - element[token];
    for (int k = 0; k < count && width == 1; k++) {
      copied[at + k] = copied[shift + element[token + k]];
    }
    for (int k = 0; k < count && width > 1; k++) {
      int from = (shift + element[token + k]) * width;
      System.arraycopy(copied, from, copied, (at + k) * width, width);
    }
  }

  /** Where a token's numbers begin. */
  private long stored(int token, int width) {
    return (long) element[token] * width;
  }

  /** Stored elements from a token to the last of some, with all between. */
  private int span(int token, int count) {
    return element[token + count - 1] - element[token] + 1;
  }

  /**
   * Goes through the tokens of some positions.
   *
   * @param room elements that fit where stretches are copied to, each behind the tokens before it
   */
  private void stretches(int firstPosition, int positions, int room, Stretch visitor) {
    int[] start = axis().start();
    // Another block's tokens may stand between those of rows that are out of order.
    int rows = rising ? positions : 1;
    for (int row = firstPosition; row < firstPosition + positions; row += rows) {
      int token = start[row];
      int end = start[row + rows];
      while (token < end) {
        int at = token - start[firstPosition];
        int most = Math.min(CHUNK, room - at);
        int next = Math.min(end, token + most);
        while (span(token, next - token) > most) {
          next = token + (next - token) / 2;
        }
        visitor.tokens(token, at, next - token);
        token = next;
      }
    }
  }

  /** Tokens that stand near each other. */
  @FunctionalInterface
  private interface Stretch {
    /**
     * Takes some.
     *
     * @param token the first
     * @param at its place, counted from the first position
     * @param count how many
     */
    void tokens(int token, int at, int count);
  }
}
