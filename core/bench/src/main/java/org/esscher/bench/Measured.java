package org.esscher.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
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
    return medians(rounds, List.of(work), clock)[0];
  }

  /**
   * The median of each work. They take turns, so that a machine that is slower for a while is so
   * for all of them.
   *
   * @param rounds repetitions of each, after as many that warm up; at least 1
   * @param works what is timed
   * @param clock nanoseconds, {@link #WALL} or {@link #PROCESSOR}
   * @return milliseconds
   */
  static double[] medians(int rounds, List<? extends Runnable> works, LongSupplier clock) {
    double[][] times = new double[works.size()][rounds];
    for (int round = -rounds; round < rounds; round++) {
      for (int i = 0; i < works.size(); i++) {
        long start = clock.getAsLong();
        works.get(i).run();
        if (round >= 0) {
          times[i][round] = (clock.getAsLong() - start) / 1e6;
        }
      }
    }
    return Arrays.stream(times)
        .mapToDouble(of -> Arrays.stream(of).sorted().toArray()[rounds / 2])
        .toArray();
  }
}
