package org.esscher.bench;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Memory bandwidth as STREAM's triad measures it (McCalpin 1995): a = b + s·c over arrays far
 * larger than the caches, counting 24 bytes an element.
 */
final class Triad {
  private static final int SIZE = 1 << 24;

  private final double[] a = new double[SIZE];
  private final double[] b = new double[SIZE];
  private final double[] c = new double[SIZE];

  Triad() {
    Arrays.fill(b, 1);
    Arrays.fill(c, 2);
  }

  /** Gigabytes a second of the calling thread, by a clock. */
  double bandwidth(int rounds, LongSupplier clock) {
    double milliseconds = Measured.median(rounds, () -> run(a, b, c, 3), clock);
    return 24.0 * SIZE / milliseconds / 1e6;
  }

  private static void run(double[] a, double[] b, double[] c, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] = b[i] + factor * c[i];
    }
  }
}
