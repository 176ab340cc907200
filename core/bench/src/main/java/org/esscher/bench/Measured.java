package org.esscher.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Times of repeated work. */
final class Measured {
  /** Time that passes. */
  static final LongSupplier WALL = System::nanoTime;

  /** Time that the calling thread has a processor: what a busy machine leaves comparable. */
  static final LongSupplier PROCESSOR =
      () -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

  private Measured() {}

  /**
   * The median of several repetitions, after as many that warm up.
   *
   * @param rounds at least 1
   * @param work what is timed
   * @param clock nanoseconds, {@link #WALL} or {@link #PROCESSOR}
   * @return milliseconds
   */
  static double median(int rounds, Runnable work, LongSupplier clock) {
    double[] times = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      long start = clock.getAsLong();
      work.run();
      if (round >= 0) {
        times[round] = (clock.getAsLong() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[rounds / 2];
  }
}
