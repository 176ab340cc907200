package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Runs kernels on made-up numbers until the JVM has compiled them. */
final class WarmUp {
  private static final int COUNT = 2048;

  /** Calls after which the JVM compiles a method whose loops have run. */
  private static final int CALLS = 3000;

  /** What an operation on a number takes at most in machine code, in nanoseconds. */
  private static final double COMPILED = 0.3;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private WarmUp() {}

  /**
   * Warms a kernel up.
   *
   * @param kernel the kernel
   * @param plan what it computes
   * @return whether it is fast now; if not, it should not be used
   */
  static boolean run(Kernel kernel, KernelPlan plan) {
    double[][] arrays = new double[plan.arrays() + plan.outputs().size()][COUNT];
    for (double[] array : arrays) {
      Arrays.fill(array, 0.3);
    }
    float[][] singles = new float[plan.singles()][COUNT];
    for (float[] array : singles) {
      Arrays.fill(array, 0.3f);
    }
    double[] scalars = new double[plan.scalars()];
    Arrays.fill(scalars, 0.5);
    long fast = (long) (COMPILED * COUNT * plan.cost());
    long start = System.nanoTime();
    for (int call = 0; !Thread.currentThread().isInterrupted(); call++) {
      long before = System.nanoTime();
      kernel.run(arrays, singles, scalars, call < CALLS ? 8 * Kernel.LANES : COUNT);
      long now = System.nanoTime();
      if (call >= CALLS && now - before < fast) {
        return true;
      }
      if (now - start > PATIENCE) {
        return false;
      }
    }
    return false;
  }
}
