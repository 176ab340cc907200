package org.esscher.runtime.internal.expression;

import org.esscher.api.Column;
import org.jspecify.annotations.Nullable;

/**
 * Rows put in order so that groups are contiguous: in order of first appearance, rows within a
 * group in theirs.
 *
 * @param count of the groups
 * @param start where groups begin, and the number of rows
 * @param order the row at each position, or null where rows stand where they are stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of numbers
record Grouping(int count, int[] start, int @Nullable [] order) {
  /**
   * Groups rows of equal values.
   *
   * @param column the values
   * @param name of the column
   * @param rows how many
   * @param workers who look at them
   * @return the groups
   */
  static Grouping by(Column column, String name, int rows, Workers workers) {
    Keys keys = Keys.of(column, name);
    KeyRuns runs = keys.runs(rows, workers);
    if (runs.rising()) {
      return new Grouping(runs.count(), runs.starts(), null);
    }
    int[] group = new int[runs.count()];
    int groups = keys.number(runs, group);
    if (groups == runs.count()) {
      return new Grouping(groups, runs.starts(), null);
    }
    int[] start = starts(runs.starts(), group, groups);
    return new Grouping(groups, start, order(runs.starts(), group, start));
  }

  private static int[] starts(int[] runs, int[] group, int groups) {
    int[] start = new int[groups + 1];
    for (int run = 0; run < group.length; run++) {
      start[group[run] + 1] += runs[run + 1] - runs[run];
    }
    for (int g = 0; g < groups; g++) {
      start[g + 1] += start[g];
    }
    return start;
  }

  private static int[] order(int[] runs, int[] group, int[] start) {
    int[] next = start.clone();
    int[] order = new int[runs[group.length]];
    for (int run = 0; run < group.length; run++) {
      int position = next[group[run]];
      for (int row = runs[run]; row < runs[run + 1]; row++) {
        order[position++] = row;
      }
      next[group[run]] = position;
    }
    return order;
  }
}
