package org.esscher.bench;

import java.util.Arrays;

/** Wall times of repeated work. */
final class Measured {
  private Measured() {}

  /**
   * The median of several repetitions, after as many that warm up.
   *
   * @param rounds at least 1
   * @param work what is timed
   * @return milliseconds
   */
  static double median(int rounds, Runnable work) {
    double[] times = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      long start = System.nanoTime();
      work.run();
      if (round >= 0) {
        times[round] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[rounds / 2];
  }
}
