package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/**
 * Which elements of a stored column exist: those that the mask includes, row by row in the order of
 * the frame, as runs of consecutive elements. Excluded elements are never read, so nothing that
 * stands there can leak.
 *
 * @param axis how many there are in each row
 * @param runStart the first run of each position, and their number
 * @param from the first stored element of each run
 * @param length elements of each run
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of arrays
record Tokens(Axis axis, int[] runStart, int[] from, int[] length) {

  /** Takes the runs of some positions, joined where they touch. */
  void visit(int firstPosition, int positions, Run visitor) {
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
  interface Run {
    /**
     * Takes a run.
     *
     * @param from its first stored element
     * @param at its first token, counted from the first position visited
     * @param count its elements
     */
    void elements(int from, int at, int count);
  }

  /** Collects runs. */
  static final class Builder {
    private final int[] start;
    private final int[] runStart;
    private int[] from;
    private int[] length;
    private int position;
    private int runs;

    Builder(int positions) {
      start = new int[positions + 1];
      runStart = new int[positions + 1];
      from = new int[positions];
      length = new int[positions];
    }

    void add(int first, int count) {
      if (runs == from.length) {
        int size = Math.max(16, 2 * runs);
        from = Arrays.copyOf(from, size);
        length = Arrays.copyOf(length, size);
      }
      from[runs] = first;
      length[runs++] = count;
      start[position + 1] += count;
    }

    void endRow() {
      position++;
      runStart[position] = runs;
      if (position < runStart.length - 1) {
        start[position + 1] = start[position];
      }
    }

    int[] start() {
      return start;
    }

    /** The rows of some, one after the other. */
    static Builder joined(Builder[] parts) {
      int positions = 0;
      int runs = 0;
      for (Builder part : parts) {
        positions += part.position;
        runs += part.runs;
      }
      Builder all = new Builder(positions);
      all.from = new int[runs];
      all.length = new int[runs];
      for (Builder part : parts) {
        System.arraycopy(part.from, 0, all.from, all.runs, part.runs);
        System.arraycopy(part.length, 0, all.length, all.runs, part.runs);
        for (int row = 1; row <= part.position; row++) {
          all.start[all.position + row] = all.start[all.position] + part.start[row];
          all.runStart[all.position + row] = all.runs + part.runStart[row];
        }
        all.runs += part.runs;
        all.position += part.position;
      }
      return all;
    }

    Tokens build(Axis axis) {
      return new Tokens(axis, runStart, from, length);
    }
  }
}
