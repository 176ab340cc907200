package org.esscher.data;

/** Numbers as short text that reads back as the same number. */
final class NumberText {
  /** Whole numbers up to here are exact in float64. */
  private static final double EXACT = 9007199254740992.0;

  private NumberText() {}

  static String of(double value) {
    return isWhole(value) ? Long.toString((long) value) : Double.toString(value);
  }

  static String of(float value) {
    return isWhole(value) ? Long.toString((long) value) : Float.toString(value);
  }

  private static boolean isWhole(double value) {
    return Math.rint(value) == value
        && Math.abs(value) < EXACT
        && (value != 0 || Double.doubleToRawLongBits(value) == 0);
  }
}
