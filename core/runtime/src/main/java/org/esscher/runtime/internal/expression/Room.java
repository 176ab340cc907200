package org.esscher.runtime.internal.expression;

/**
 * One thread's arrays for numbers on their way from or to a column, used for block after block.
 * What they hold is anyone's.
 */
final class Room {
  private double[] stretch = new double[0];
  private double[] tokens = new double[0];

  /** For elements that stand together in a column. */
  double[] stretch(int size) {
    if (stretch.length < size) {
      stretch = new double[size];
    }
    return stretch;
  }

  /** For tokens of rows that have one value each. */
  double[] tokens(int size) {
    if (tokens.length < size) {
      tokens = new double[size];
    }
    return tokens;
  }
}
