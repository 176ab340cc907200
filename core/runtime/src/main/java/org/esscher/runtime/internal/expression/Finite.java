package org.esscher.runtime.internal.expression;

/** Tells whether numbers are finite. */
public final class Finite {
  /** Added to the bits of a magnitude, it turns the sign bit on from infinity on. */
  private static final long FROM_INFINITY =
      Long.MIN_VALUE - Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

  private Finite() {}

  /**
   * Whether all numbers are: without a branch a number, so at the speed of memory.
   *
   * @param values the numbers
   * @param count how many of them
   * @return false where any is infinite or NaN
   */
  public static boolean all(double[] values, int count) {
    long any = 0;
    for (int i = 0; i < count; i++) {
      any |= (Double.doubleToRawLongBits(values[i]) & Long.MAX_VALUE) + FROM_INFINITY;
    }
    return any >= 0;
  }
}
