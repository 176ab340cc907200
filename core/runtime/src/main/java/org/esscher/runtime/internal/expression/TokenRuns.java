package org.esscher.runtime.internal.expression;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import org.esscher.api.Column;
import org.esscher.data.SingleNumbers;

/**
 * Tokens that stand together: all of a row, or what a mask leaves of it where that is a few pieces,
 * as behind a prompt. Nothing else is read.
 */
final class TokenRuns extends Tokens {
  /** The first token of each run, and the number of tokens. */
  private final int[] start;

  /** The first stored element of each run. */
  private final int[] element;

  private TokenRuns(Axis axis, int[] start, int[] element) {
    super(axis);
    this.start = start;
    this.element = element;
  }

  /** Puts runs one after the other. */
  static final class Builder {
    private final Axis axis;
    private final ImmutableIntArray.Builder start = ImmutableIntArray.builder();
    private final ImmutableIntArray.Builder element = ImmutableIntArray.builder();
    private int tokens;
    private int last = -1;

    /**
     * None yet.
     *
     * @param axis how many tokens there will be in each row
     */
    Builder(Axis axis) {
      this.axis = axis;
    }

    /** Adds the stored elements from one on, up to another; to those before where they touch. */
    void add(int from, int to) {
      if (to > from) {
        if (from != last) {
          start.add(tokens);
          element.add(from);
        }
        tokens += to - from;
        last = to;
      }
    }

    TokenRuns build() {
      return new TokenRuns(axis, start.add(tokens).build().toArray(), element.build().toArray());
    }
  }

  @Override
  void read(Column column, int width, int first, int count, double[] into) {
    visit(
        first,
        count,
        (from, at, some) -> column.read((long) from * width, into, at * width, some * width));
  }

  @Override
  void read(SingleNumbers column, int width, int first, int count, float[] into) {
    visit(
        first,
        count,
        (from, at, some) -> column.read((long) from * width, into, at * width, some * width));
  }

  @Override
  void scatter(double[] cotangent, int width, int first, int count, Taker stored) {
    visit(
        first,
        count,
        (from, at, some) -> stored.take((long) from * width, cotangent, at * width, some * width));
  }

  private void visit(int first, int count, Visitor visitor) {
    int found = Arrays.binarySearch(start, first);
    int run = found < 0 ? -found - 2 : found;
    int at = 0;
    while (at < count) {
      int into = first + at - start[run];
      int some = Math.min(count - at, start[run + 1] - first - at);
      visitor.elements(element[run] + into, at, some);
      at += some;
      run++;
    }
  }

  /** Takes consecutive elements. */
  @FunctionalInterface
  private interface Visitor {
    /**
     * Takes some.
     *
     * @param from the first stored element
     * @param at its token, counted from the first of all
     * @param count how many
     */
    void elements(int from, int at, int count);
  }
}
