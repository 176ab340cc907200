package org.esscher.runtime.internal.expression;

/**
 * One ragged structure of a slot: how many tokens each row has. Columns whose rows have equally
 * many existing tokens share it; a slot may have several.
 *
 * @param index its place among those of its {@link Frame}
 * @param start first token of each position, and their number
 */
@SuppressWarnings("ArrayRecordComponent") // equal where its index and its very array are
record Axis(int index, int[] start) {
  /** Number of tokens. */
  int total() {
    return start[start.length - 1];
  }

  /** Number of tokens of the row at a position. */
  int length(int position) {
    return start[position + 1] - start[position];
  }
}
