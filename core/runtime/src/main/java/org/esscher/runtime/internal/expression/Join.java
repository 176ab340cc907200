package org.esscher.runtime.internal.expression;

import org.esscher.api.Op;

/**
 * How what some rows gave and what rows after them gave become what all of them give. The result is
 * the same wherever rows are cut, but for rounding.
 */
public enum Join {
  /** One number: the sum. */
  SUM(1, 0) {
    @Override
    void join(double[] left, int at, double[] right, int from, int times) {
      for (int i = 0; i < times; i++) {
        left[at + i] += right[from + i];
      }
    }
  },

  /** One number: the log of the sum of exponentials. */
  LOG_SUM_EXP(1, Double.NEGATIVE_INFINITY) {
    @Override
    void join(double[] left, int at, double[] right, int from, int times) {
      for (int i = 0; i < times; i++) {
        left[at + i] = logSumExp(left[at + i], right[from + i]);
      }
    }
  },

  /** Two numbers: the largest, and the place where it is found first. */
  MAXIMUM(2, Double.NEGATIVE_INFINITY) {
    @Override
    void join(double[] left, int at, double[] right, int from, int times) {
      for (int i = 0; i < 2 * times; i += 2) {
        extreme(left, at + i, right, from + i, Math.max(left[at + i], right[from + i]));
      }
    }
  },

  /** Two numbers: the smallest, and the place where it is found first. */
  MINIMUM(2, Double.POSITIVE_INFINITY) {
    @Override
    void join(double[] left, int at, double[] right, int from, int times) {
      for (int i = 0; i < 2 * times; i += 2) {
        extreme(left, at + i, right, from + i, Math.min(left[at + i], right[from + i]));
      }
    }
  },

  /** Three numbers: those of {@link Moments}. */
  MOMENTS(3, 0) {
    @Override
    void join(double[] left, int at, double[] right, int from, int times) {
      for (int i = 0; i < width() * times; i += width()) {
        Moments.of(left, at + i).joined(Moments.of(right, from + i)).put(left, at + i);
      }
    }
  };

  private final int width;
  private final double nothing;

  /**
   * A join.
   *
   * @param width how many numbers belong together
   * @param nothing the first of them, where there are no rows; the others are 0
   */
  Join(int width, double nothing) {
    this.width = width;
    this.nothing = nothing;
  }

  /** How a reduction's values are joined. */
  static Join of(Op op) {
    return switch (op) {
      case MAXIMUM -> MAXIMUM;
      case MINIMUM -> MINIMUM;
      case LOG_SUM_EXP -> LOG_SUM_EXP;
      default -> SUM;
    };
  }

  /** How many numbers belong together. */
  int width() {
    return width;
  }

  /** Puts what no rows give. */
  void nothing(double[] into, int at, int times) {
    for (int i = 0; i < width * times; i++) {
      into[at + i] = i % width == 0 ? nothing : 0;
    }
  }

  /**
   * Joins.
   *
   * @param left what rows gave; what all give goes there
   * @param at where it begins
   * @param right what rows after them gave
   * @param from where it begins
   * @param times how many of these stand one after the other
   */
  abstract void join(double[] left, int at, double[] right, int from, int times);

  private static double logSumExp(double left, double right) {
    double top = Math.max(left, right);
    return Double.isInfinite(top)
        ? top
        : top + Math.log(Math.exp(left - top) + Math.exp(right - top));
  }

  private static void extreme(double[] left, int at, double[] right, int from, double joined) {
    if (joined != left[at]) {
      left[at + 1] = right[from + 1];
    }
    left[at] = joined;
  }
}
