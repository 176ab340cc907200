package org.esscher.runtime.internal.expression;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the existing tokens of lists, in the order of a frame's rows. */
final class TokenSearch {
  /** Mean length of runs below which tokens are {@linkplain ScatteredTokens scattered}. */
  private static final int SHORT = 32;

  private final Frame frame;
  private final int[] lists;
  private final @Nullable Mask mask;
  private final Workers workers;

  /**
   * A search.
   *
   * @param frame the order of the rows
   * @param lists the first element of each stored row, and their number
   * @param mask which of them exist, or null for all
   * @param workers who look
   */
  TokenSearch(Frame frame, int[] lists, @Nullable Mask mask, Workers workers) {
    this.frame = frame;
    this.lists = lists;
    this.mask = mask;
    this.workers = workers;
  }

  /** How many tokens each row has: the first of each position, and their number. */
  int[] start() {
    int[] before = mask == null ? lists : existingBefore(mask);
    if (frame.inOrder()) {
      return before;
    }
    int[] start = new int[lists.length];
    for (int position = 0; position < frame.rows(); position++) {
      int row = frame.row(position);
      start[position + 1] = start[position] + before[row + 1] - before[row];
    }
    return start;
  }

  /** How many tokens of the stored rows exist before each row. */
  private int[] existingBefore(Mask existing) {
    int[] before = new int[lists.length];
    workers.forEach(
        Block.stretches(lists.length, lists.length),
        () ->
            stretch -> {
              int end = stretch.firstPosition() + stretch.rows();
              for (int row = stretch.firstPosition(); row < end; row++) {
                before[row] = existing.before(lists[row]);
              }
            });
    return before;
  }

  /**
   * The tokens, as they are read best.
   *
   * @param axis of {@link #start()}
   */
  Tokens find(Axis axis) {
    return mask != null && (long) SHORT * mask.runs() > axis.total()
        ? scattered(axis, mask)
        : runs(axis);
  }

  private Tokens scattered(Axis axis, Mask existing) {
    int[] element = new int[axis.total()];
    List<Block> stretches = Block.stretches(frame.rows(), lists[frame.rows()]);
    workers.forEach(
        stretches,
        () ->
            stretch -> {
              int rows = together(stretch.rows());
              int end = stretch.firstPosition() + stretch.rows();
              for (int position = stretch.firstPosition(); position < end; position += rows) {
                int row = frame.row(position);
                existing.list(lists[row], lists[row + rows], element, axis.start()[position]);
              }
            });
    return new ScatteredTokens(axis, element);
  }

  private Tokens runs(Axis axis) {
    TokenRuns.Builder runs = new TokenRuns.Builder(axis);
    BitSet existing = mask == null ? null : mask.set();
    int rows = together(frame.rows());
    for (int position = 0; position < frame.rows(); position += rows) {
      int row = frame.row(position);
      int end = lists[row + rows];
      if (existing == null) {
        runs.add(lists[row], end);
        continue;
      }
      int next = existing.nextSetBit(lists[row]);
      while (next >= 0 && next < end) {
        int gap = Math.min(end, existing.nextClearBit(next));
        runs.add(next, gap);
        next = existing.nextSetBit(gap);
      }
    }
    return runs.build();
  }

  /** How many of some rows stand together in store too. */
  private int together(int rows) {
    return frame.inOrder() ? rows : 1;
  }
}
