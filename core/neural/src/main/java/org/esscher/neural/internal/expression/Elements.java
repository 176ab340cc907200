package org.esscher.neural.internal.expression;

import org.esscher.api.Level;

/**
 * Where values live: the elements of a level. Those of two columns are the same object or differ.
 */
final class Elements {
  private static final int[] NONE = {};
  static final Elements BATCH = new Elements(Level.BATCH, NONE, NONE, 1);

  private final Level level;
  private final int[] row;
  private final int[] second;
  private final int size;

  private Elements(Level level, int[] row, int[] second, int size) {
    this.level = level;
    this.row = row;
    this.second = second;
    this.size = size;
  }

  static Elements groups(int groups) {
    return new Elements(Level.GROUP, NONE, NONE, groups);
  }

  static Elements of(Level level, int[] row) {
    return new Elements(level, row, NONE, row.length);
  }

  static Elements pairs(int[] first, int[] second) {
    return new Elements(Level.PAIR, first, second, first.length);
  }

  Level level() {
    return level;
  }

  /** The row of each; of groups and the batch, nothing. */
  int[] row() {
    return row;
  }

  /** Of pairs, the second row of each. */
  int[] second() {
    return second;
  }

  int size() {
    return size;
  }

  boolean batch() {
    return level == Level.BATCH;
  }
}
