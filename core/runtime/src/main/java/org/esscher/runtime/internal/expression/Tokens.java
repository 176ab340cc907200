package org.esscher.runtime.internal.expression;

import org.esscher.api.Column;
import org.esscher.data.SingleNumbers;

/**
 * Which elements of a stored column exist: those that the mask includes, row by row in the order of
 * the frame. What stands at the others never gets into a result.
 */
abstract sealed class Tokens permits TokenRuns, ScatteredTokens {
  /** Elements that are copied together where an array for all would be too large. */
  static final int CHUNK = 512;

  private final Axis axis;

  /**
   * Of one ragged structure.
   *
   * @param axis how many there are in each row
   */
  Tokens(Axis axis) {
    this.axis = axis;
  }

  /** How many there are in each row. */
  final Axis axis() {
    return axis;
  }

  /**
   * Copies what some tokens are in a column.
   *
   * @param column where they stand
   * @param width its components
   * @param first the first token
   * @param count how many
   * @param into takes count · width numbers
   * @param room for others on their way
   */
  abstract void read(Column column, int width, int first, int count, double[] into, Room room);

  /** Copies what some tokens are in a column of float32. */
  abstract void read(
      SingleNumbers column, int width, int first, int count, float[] into, Room room);

  /** Hands out what belongs to some tokens. */
  abstract void scatter(
      double[] cotangent, int width, int first, int count, Taker stored, Room room);

  /** Takes cotangents as they are stored. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes some.
     *
     * @param index of the first, element · width + component
     * @param cotangent an array
     * @param from where it has the first
     * @param count how many
     */
    void take(long index, double[] cotangent, int from, int count);
  }
}
