package org.esscher.runtime.internal.expression;

import java.util.function.IntConsumer;
import org.esscher.api.Column;
import org.esscher.data.SingleNumbers;

/**
 * Tokens that stand together: all of a row, or what a mask leaves of it where that is a few pieces,
 * as behind a prompt. Nothing else is read.
 */
final class TokenRuns extends Tokens {
  private final int[] runStart;
  private final int[] from;
  private final int[] length;

  /**
   * Runs of consecutive elements.
   *
   * @param axis how many there are in each row
   * @param runStart the first run of each position, and their number
   * @param from the first stored element of each run
   * @param length elements of each run
   */
  TokenRuns(Axis axis, int[] runStart, int[] from, int[] length) {
    super(axis);
    this.runStart = runStart;
    this.from = from;
    this.length = length;
  }

  @Override
  void read(Column column, int width, Block block, double[] into) {
    visit(
        block.firstPosition(),
        block.rows(),
        (first, at, count) -> column.read((long) first * width, into, at * width, count * width));
  }

  @Override
  void read(SingleNumbers column, int width, Block block, float[] into) {
    visit(
        block.firstPosition(),
        block.rows(),
        (first, at, count) -> column.read((long) first * width, into, at * width, count * width));
  }

  @Override
  void scatter(double[] cotangent, int width, Block block, Taker stored) {
    visit(
        block.firstPosition(),
        block.rows(),
        (first, at, count) ->
            stored.take((long) first * width, cotangent, at * width, count * width));
  }

  @Override
  void read(Column column, int width, int position, double[] chunk, IntConsumer visitor) {
    chunks(
        position,
        (first, ignored, count) -> {
          column.read((long) first * width, chunk, 0, count * width);
          visitor.accept(count);
        });
  }

  @Override
  void scatterEqual(double[] chunk, int width, int position, Taker stored) {
    chunks(
        position,
        (first, ignored, count) -> stored.take((long) first * width, chunk, 0, count * width));
  }

  private void chunks(int position, Run visitor) {
    visit(
        position,
        1,
        (first, at, count) -> {
          for (int done = 0; done < count; done += CHUNK) {
            visitor.elements(first + done, at + done, Math.min(CHUNK, count - done));
          }
        });
  }

  /** Takes the tokens of some positions, in runs that are joined where they touch. */
  private void visit(int firstPosition, int positions, Run visitor) {
    int run = runStart[firstPosition];
    int end = runStart[firstPosition + positions];
    int at = 0;
    while (run < end) {
      int first = from[run];
      int next = first + length[run++];
      while (run < end && from[run] == next) {
        next += length[run++];
      }
      visitor.elements(first, at, next - first);
      at += next - first;
    }
  }

  /** Consecutive elements. */
  @FunctionalInterface
  private interface Run {
    /**
     * Takes a run.
     *
     * @param from its first stored element
     * @param at its first token, counted from the first position visited
     * @param count its elements
     */
    void elements(int from, int at, int count);
  }
}
