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
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int s = order[n];
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
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int s = order[n];
      int first = nesting.start[s] * width;
      int last = (nesting.start[s + 1] - 1) * width;
      for (int c = 0; c < width && last >= first; c++) {
        double sum = x[last + c];
        out[last + c] = sum;
        for (int k = last - width + c; k >= first; k -= width) {
          sum = x[k] + decay[k] * sum;
          out[k] = sum;
        }
      }
    }
  }

  /** The cotangent of x: gₜ + dₜ₋₁·(that of t − 1). */
  void suffixSumBackward(double[] decay, double[] g, double[] into) {
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int s = order[n];
      int first = nesting.start[s] * width;
      int end = nesting.start[s + 1] * width;
      for (int c = 0; c < width && first < end; c++) {
        double sum = g[first + c];
        into[first + c] = sum;
        for (int k = first + width + c; k < end; k += width) {
          sum = g[k] + decay[k - width] * sum;
          into[k] = sum;
        }
      }
    }
  }

  /** The cotangent of the decay, given that of x. */
  void suffixSumDecay(double[] out, double[] ofX, double[] into) {
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int s = order[n];
      int end = nesting.start[s + 1] * width;
      for (int k = nesting.start[s] * width; k < end; k++) {
        into[k] = k + width < end ? ofX[k] * out[k + width] : 0;
      }
    }
  }
}
