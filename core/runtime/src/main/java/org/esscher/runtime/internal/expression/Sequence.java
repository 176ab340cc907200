package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/**
 * Operations along tokens of a row or rows of a group, forwards and backwards.
 *
 * @param nesting the sequences of the block
 * @param width components of an element
 */
record Sequence(Nesting nesting, int width) {

  void shift(double[] x, int places, double outside, double[] out) {
    for (int s = 0; s < nesting.parents; s++) {
      int from = nesting.start[s];
      int to = nesting.start[s + 1];
      // Elements whose source lies inside are a run; the rest stands before or after it.
      int first = Math.min(to, Math.max(from, from - places));
      int end = Math.max(first, Math.min(to, to - places));
      Arrays.fill(out, from * width, first * width, outside);
      if (end > first) {
        System.arraycopy(x, (first + places) * width, out, first * width, (end - first) * width);
      }
      Arrays.fill(out, end * width, to * width, outside);
    }
  }

  void shiftBackward(double[] g, int places, double[] into) {
    shift(g, -places, 0, into);
  }

  void suffixSum(double[] x, double[] decay, double[] out) {
    for (int s = 0; s < nesting.parents; s++) {
      int end = nesting.start[s + 1] * width;
      for (int k = end - 1; k >= nesting.start[s] * width; k--) {
        out[k] = k + width < end ? x[k] + decay[k] * out[k + width] : x[k];
      }
    }
  }

  /** The cotangent of x: gₜ + dₜ₋₁·(that of t − 1). */
  void suffixSumBackward(double[] decay, double[] g, double[] into) {
    for (int s = 0; s < nesting.parents; s++) {
      int first = nesting.start[s] * width;
      for (int k = first; k < nesting.start[s + 1] * width; k++) {
        into[k] = k - width >= first ? g[k] + decay[k - width] * into[k - width] : g[k];
      }
    }
  }

  /** The cotangent of the decay, given that of x. */
  void suffixSumDecay(double[] out, double[] ofX, double[] into) {
    for (int s = 0; s < nesting.parents; s++) {
      int end = nesting.start[s + 1] * width;
      for (int k = nesting.start[s] * width; k < end; k++) {
        into[k] = k + width < end ? ofX[k] * out[k + width] : 0;
      }
    }
  }
}
