package org.esscher.runtime.internal.expression;

import org.esscher.api.Column;
import org.esscher.data.SingleNumbers;

/** Tokens that a mask leaves here and there. */
final class ScatteredTokens extends Tokens {
  private final int[] element;

  /**
   * Single elements.
   *
   * @param axis how many there are in each row
   * @param element the stored element of each token
   */
  ScatteredTokens(Axis axis, int[] element) {
    super(axis);
    this.element = element;
  }

  @Override
  void read(Column column, int width, int first, int count, double[] into) {
    column.gather(element, first, count, into);
  }

  @Override
  void read(SingleNumbers column, int width, int first, int count, float[] into) {
    column.gather(element, first, count, into);
  }

  @Override
  void scatter(double[] cotangent, int width, int first, int count, Taker stored) {
    stored.take(element, first, count, width, cotangent);
  }
}
