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

  /** The position of the row that has a token. */
  int position(int token) {
    int position = 0;
    int beyond = start.length - 1;
    while (beyond - position > 1) {
      int middle = (position + beyond) >>> 1;
      if (start[middle] <= token) {
        position = middle;
      } else {
        beyond = middle;
      }
    }
    return position;
  }

  /**
   * Goes through consecutive tokens row by row.
   *
   * @param first the first token
   * @param count how many, at least 1
   * @param visitor takes each row's
   */
  void split(int first, int count, RowVisitor visitor) {
    int position = position(first);
    int from = 0;
    while (from < count) {
      int to = Math.min(count, start[position + 1] - first);
      visitor.tokens(position, from, to);
      from = to;
      position++;
    }
  }

  /** Takes tokens of one row. */
  @FunctionalInterface
  interface RowVisitor {
    /**
     * Takes them.
     *
     * @param position of the row
     * @param from its first one, counted from the first of all
     * @param to behind its last one; not beyond {@code from} where the row has none
     */
    void tokens(int position, int from, int to);
  }
}
