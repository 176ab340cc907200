package org.esscher.runtime.internal.expression;

import org.esscher.api.Vocabulary;

/**
 * The numbers that a column may hold.
 *
 * @param low the least
 * @param high the greatest
 * @param lowIncluded whether the least itself is allowed
 * @param highIncluded whether the greatest itself is allowed
 * @param wanted in words
 */
record ValueRange(
    double low, double high, boolean lowIncluded, boolean highIncluded, String wanted) {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static ValueRange of(Vocabulary.Range range) {
    return switch (range) {
      case FINITE -> new ValueRange(-INFINITY, INFINITY, false, false, "finite");
      case FINITE_OR_NEGATIVE_INFINITY ->
          new ValueRange(-INFINITY, INFINITY, true, false, "finite or -Infinity");
      case PROBABILITY -> new ValueRange(0, 1, true, true, "within [0, 1]");
      case POSITIVE_PROBABILITY -> new ValueRange(0, 1, false, true, "within (0, 1]");
      case NON_NEGATIVE -> new ValueRange(0, INFINITY, true, false, "finite and at least 0");
      case ANY -> new ValueRange(-INFINITY, INFINITY, true, true, "a number");
    };
  }

  /** Whether a number is allowed. */
  boolean allows(double value) {
    return (value > low || (lowIncluded && value == low))
        && (value < high || (highIncluded && value == high));
  }

  /** The least number that is allowed. */
  double least() {
    // The double next to a bound that is not itself allowed is.
    return lowIncluded ? low : Math.nextUp(low);
  }

  /** The greatest number that is allowed. */
  double greatest() {
    return highIncluded ? high : Math.nextDown(high);
  }

  /** Whether all finite numbers are allowed, and no others. */
  boolean finite() {
    return high == INFINITY && low == -INFINITY && !lowIncluded && !highIncluded;
  }

  /** The first of some numbers that is not allowed, or −1. */
  int firstOutside(double[] values, int count) {
    if (high == INFINITY && low == -INFINITY && Finite.all(values, count)) {
      return -1;
    }
    double least = least();
    double greatest = greatest();
    for (int i = 0; i < count; i++) {
      if (!(values[i] >= least && values[i] <= greatest)) {
        return i;
      }
    }
    return -1;
  }
}
