package org.esscher.runtime.internal.expression;

/** Tells whether numbers are finite. */
public final class Finite {
  private static final int LANES = 8;

  private Finite() {}

  /**
   * Whether all numbers are: without a branch a number, so at the speed of memory.
   *
   * @param values the numbers
   * @param count how many of them
   * @return false where any is infinite or NaN
   */
  public static boolean all(double[] values, int count) {
    // 0 · x is 0, of either sign, where x is finite, and NaN where it is not. Eight sums at once
    // need not wait for each other.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
      s0 += 0 * values[i];
      s1 += 0 * values[i + 1];
      s2 += 0 * values[i + 2];
      s3 += 0 * values[i + 3];
      s4 += 0 * values[i + 4];
      s5 += 0 * values[i + 5];
      s6 += 0 * values[i + 6];
      s7 += 0 * values[i + 7];
    }
    for (; i < count; i++) {
      s0 += 0 * values[i];
    }
    return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 == 0;
  }
}
