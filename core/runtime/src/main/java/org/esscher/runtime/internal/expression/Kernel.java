package org.esscher.runtime.internal.expression;

/** Compiled code for a {@link KernelPlan}. Stateless, thread-safe. */
interface Kernel {
  /** Numbers that are computed at once, at most; arrays have room for a multiple of it. */
  int LANES = 16;

  /**
   * Computes.
   *
   * @param arrays the plan's arrays, and then where its outputs go; all have room for {@code count}
   *     rounded up to a multiple of {@link #LANES}, and what stands there is computed with
   * @param singles the plan's arrays of float32, of the same size
   * @param scalars the plan's scalars
   * @param count how many numbers
   * @return whether all numbers were such that the outputs are right; if not, they are to be
   *     computed in another way
   */
  boolean run(double[][] arrays, float[][] singles, double[] scalars, int count);
}
