package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A linear axis.
 *
 * @param from value at the low end
 * @param to value at the high end, above {@code from}
 * @param ticks round values within, ascending
 */
record Axis(double from, double to, List<Double> ticks) {
  private static final int WANTED_TICKS = 6;
  private static final double MARGIN = 0.04;
  private static final double DISTINCT = 1e-9;

  /** An axis that holds all values with a margin. */
  static Axis holding(DoubleStream values) {
    double[] all = values.toArray();
    double low = DoubleStream.of(all).min().orElse(0);
    double high = DoubleStream.of(all).max().orElse(1);
    // Values that differ in their last digits only are one value with rounding errors: no round
    // tick lies between them.
    if (high - low <= DISTINCT * Math.max(Math.abs(low), Math.abs(high))) {
      double half = low == 0 ? 1 : Math.abs(low) / 2;
      low -= half;
      high += half;
    }
    double margin = MARGIN * (high - low);
    return new Axis(low - margin, high + margin, ticks(low - margin, high + margin));
  }

  /** Multiples of 1, 2 or 5 times a power of ten. */
  private static List<Double> ticks(double from, double to) {
    double raw = (to - from) / WANTED_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double ratio = raw / power;
    double step = power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(from / step); i * step <= to; i++) {
      // Adding 0 turns −0 into 0.
      ticks.add(i * step + 0.0);
    }
    return ticks;
  }

  /**
   * Where a value lies.
   *
   * @return 0 at {@code from}, 1 at {@code to}
   */
  double fraction(double value) {
    return (value - from) / (to - from);
  }
}
