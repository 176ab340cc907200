package org.esscher.runtime.internal.expression;

import java.util.function.IntConsumer;
import org.esscher.api.Column;
import org.esscher.data.SingleNumbers;

/**
 * Which elements of a stored column exist: those that the mask includes, row by row in the order of
 * the frame. What stands at the others never gets into a result.
 */
abstract sealed class Tokens permits TokenRuns, ScatteredTokens {
  /** Most stored elements that are copied at a time where an array for all would be too large. */
  static final int CHUNK = 256;

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

  /** Copies what the tokens of a block's rows are in a column. */
  abstract void read(Column column, int width, Block block, double[] into);

  /** Copies what the tokens of a block's rows are in a column of float32. */
  abstract void read(SingleNumbers column, int width, Block block, float[] into);

  /** Hands out what belongs to the tokens of a block's rows. */
  abstract void scatter(double[] cotangent, int width, Block block, Taker stored);

  /**
   * Copies what the tokens of one row are in a column, some at a time.
   *
   * @param chunk takes {@value #CHUNK} of them
   * @param visitor is told how many there are each time
   */
  abstract void read(Column column, int width, int position, double[] chunk, IntConsumer visitor);

  /**
   * Hands out the same for each token of a row.
   *
   * @param chunk has it {@value #CHUNK} times
   */
  abstract void scatterEqual(double[] chunk, int width, int position, Taker stored);

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
