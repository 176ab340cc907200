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
   */
  abstract void read(Column column, int width, int first, int count, double[] into);

  /** Copies what some tokens are in a column of float32. */
  abstract void read(SingleNumbers column, int width, int first, int count, float[] into);

  /** Hands out what belongs to some tokens. */
  abstract void scatter(double[] cotangent, int width, int first, int count, Taker stored);

  /** Takes cotangents as they are stored. */
  interface Taker {
    /**
     * Takes consecutive numbers.
     *
     * @param index of the first, element · width + component
     * @param cotangent an array
     * @param from where it has the first
     * @param count how many
     */
    void take(long index, double[] cotangent, int from, int count);

    /**
     * Takes the numbers of elements that stand apart.
     *
     * @param elements where each stands
     * @param first the place of the first in that array
     * @param count how many elements
     * @param width components of an element
     * @param cotangent count · width numbers
     */
    void take(int[] elements, int first, int count, int width, double[] cotangent);
  }
}
