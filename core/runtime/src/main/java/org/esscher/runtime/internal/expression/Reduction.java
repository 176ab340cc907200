package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * Weighted reductions of one block's elements to a coarser level, forwards and backwards. The same
 * code serves reductions within a block and the block's share of a BATCH value.
 *
 * @param op SUM, COUNT, MAXIMUM, MINIMUM or LOG_SUM_EXP
 * @param nesting how the elements lie in the coarser ones, and their weights
 * @param width components of an element
 */
record Reduction(Op op, Nesting nesting, int width) {
  /** Sums at once where there are many terms. */
  private static final int LANES = 8;

  /**
   * Reduces.
   *
   * @param x the elements; not read for COUNT
   * @param out one value a coarser element
   * @param scratch as many numbers as elements
   * @param functions the exponential
   */
  void forward(double[] x, double[] out, double[] scratch, ElementFunctions functions) {
    switch (op) {
      case SUM -> sums(x, out);
      case COUNT -> counts(out);
      case LOG_SUM_EXP -> logSumExps(x, out, scratch, functions);
      default -> extremes(op == Op.MAXIMUM, x, out);
    }
  }

  private void sums(double[] x, double[] out) {
    double[] weight = nesting.weight;
    if (weight == null && width == 1) {
      sums(nesting, x, out);
      return;
    }
    int[] start = nesting.start;
    for (int k = 0; k < nesting.parents; k++) {
      for (int c = 0; c < width; c++) {
        out[k * width + c] = weightedSum(x, weight, start[k], start[k + 1], c);
      }
    }
  }

  /** The sum of each coarser element's numbers. */
  static void sums(Nesting nesting, double[] x, double[] out) {
    int[] start = nesting.start;
    nesting.bySize((size, order, from, to) -> sums(size, order, from, to, start, x, out));
  }

  /**
   * Where they are few, four numbers of every sum at a time, each in the same order: a loop for
   * each sum would be too short, and its additions would wait for each other.
   */
  private static void sums(
      int size, int[] order, int from, int to, int[] start, double[] x, double[] out) {
    if (size == Nesting.MANY) {
      for (int n = from; n < to; n++) {
        int k = order[n];
        out[k] = sum(x, start[k], start[k + 1]);
      }
      return;
    }
    int place = 0;
    do {
      int some = size - place;
      for (int n = from; n < to; n++) {
        int k = order[n];
        int at = start[k] + place;
        double sum = place == 0 ? 0 : out[k];
        sum += some > 0 ? x[at] : 0;
        sum += some > 1 ? x[at + 1] : 0;
        sum += some > 2 ? x[at + 2] : 0;
        sum += some > 3 ? x[at + 3] : 0;
        out[k] = sum;
      }
      place += 4;
    } while (place < size);
  }

  /** In eight interleaved sums, whose order is fixed too. */
  static double sum(double[] x, int from, int to) {
    if (to - from < Nesting.MANY) {
      return plainSum(x, from, to);
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i + LANES <= to; i += LANES) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + plainSum(x, i, to);
  }

  private static double plainSum(double[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i];
    }
    return sum;
  }

  private double weightedSum(double[] x, double @Nullable [] weight, int from, int to, int c) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double w = weight == null ? 1 : weight[i];
      if (w != 0) {
        sum += w * x[i * width + c];
      }
    }
    return sum;
  }

  private void counts(double[] out) {
    int[] start = nesting.start;
    double[] weight = nesting.weight;
    for (int k = 0; k < nesting.parents; k++) {
      double count = weight == null ? start[k + 1] - start[k] : sum(weight, start[k], start[k + 1]);
      for (int c = 0; c < width; c++) {
        out[k * width + c] = count;
      }
    }
  }

  private void extremes(boolean largest, double[] x, double[] out) {
    if (nesting.weight == null && width == 1) {
      int[] start = nesting.start;
      nesting.bySize(
          (size, order, from, to) -> extremes(largest, size, order, from, to, start, x, out));
      return;
    }
    for (int k = 0; k < nesting.parents; k++) {
      for (int c = 0; c < width; c++) {
        double extreme = identity(largest);
        for (int i = nesting.start[k]; i < nesting.start[k + 1]; i++) {
          if (positive(i)) {
            double value = x[i * width + c];
            extreme = farther(largest, extreme, value);
          }
        }
        out[k * width + c] = extreme;
      }
    }
  }

  private static void extremes(
      boolean largest,
      int size,
      int[] order,
      int from,
      int to,
      int[] start,
      double[] x,
      double[] out) {
    if (size == Nesting.MANY) {
      for (int n = from; n < to; n++) {
        int k = order[n];
        out[k] = extreme(largest, x, start[k], start[k + 1]);
      }
      return;
    }
    for (int n = from; n < to; n++) {
      out[order[n]] = identity(largest);
    }
    for (int place = 0; place < size; place++) {
      for (int n = from; n < to; n++) {
        int k = order[n];
        out[k] = farther(largest, out[k], x[start[k] + place]);
      }
    }
  }

  /** In four extremes, each of which would wait for the one before: their order doesn't matter. */
  private static double extreme(boolean largest, double[] x, int from, int to) {
    double e0 = identity(largest);
    double e1 = e0;
    double e2 = e0;
    double e3 = e0;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      e0 = farther(largest, e0, x[i]);
      e1 = farther(largest, e1, x[i + 1]);
      e2 = farther(largest, e2, x[i + 2]);
      e3 = farther(largest, e3, x[i + 3]);
    }
    for (; i < to; i++) {
      e0 = farther(largest, e0, x[i]);
    }
    return farther(largest, farther(largest, e0, e1), farther(largest, e2, e3));
  }

  private static double identity(boolean largest) {
    return largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private static double farther(boolean largest, double left, double right) {
    return largest ? Math.max(left, right) : Math.min(left, right);
  }

  private boolean positive(int element) {
    return nesting.weight == null || nesting.weight[element] > 0;
  }

  private void logSumExps(double[] x, double[] out, double[] scratch, ElementFunctions functions) {
    extremes(true, x, out);
    less(x, out, scratch);
    functions.exp(scratch, scratch, nesting.children() * width);
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int k = order[n];
      for (int c = 0; c < width; c++) {
        int to = k * width + c;
        if (!Double.isInfinite(out[to])) {
          out[to] +=
              Math.log(
                  weightedSum(scratch, nesting.weight, nesting.start[k], nesting.start[k + 1], c));
        }
      }
    }
  }

  /** Each element less its coarser element's value; −∞ where that is infinite. */
  private void less(double[] x, double[] out, double[] into) {
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int k = order[n];
      for (int c = 0; c < width; c++) {
        double value = out[k * width + c];
        boolean infinite = Double.isInfinite(value);
        for (int i = nesting.start[k]; i < nesting.start[k + 1]; i++) {
          into[i * width + c] = infinite ? Double.NEGATIVE_INFINITY : x[i * width + c] - value;
        }
      }
    }
  }

  /**
   * Computes the elements' shares of the cotangent.
   *
   * @param x the elements; not read for SUM
   * @param out the reduced values, over all blocks
   * @param g cotangent of the reduced values
   * @param into where the shares go; not added
   * @param here for extremes over several blocks: whether the element of each component is in this
   *     one; null where each coarser element lies in one block
   * @param functions the exponential
   */
  void backward(
      double[] x,
      double[] out,
      double[] g,
      double[] into,
      boolean @Nullable [] here,
      ElementFunctions functions) {
    switch (op) {
      case SUM -> {
        Spread.down(nesting, g, width, into);
        weigh(into);
      }
      case LOG_SUM_EXP -> {
        less(x, out, into);
        functions.exp(into, into, nesting.children() * width);
        scale(g, into);
      }
      case MAXIMUM, MINIMUM -> {
        Arrays.fill(into, 0, nesting.children() * width, 0);
        toExtremes(x, out, g, into, here);
      }
      default -> Arrays.fill(into, 0, nesting.children() * width, 0);
    }
  }

  private void scale(double[] g, double[] into) {
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int k = order[n];
      for (int i = nesting.start[k]; i < nesting.start[k + 1]; i++) {
        for (int c = 0; c < width; c++) {
          into[i * width + c] *= g[k * width + c];
        }
      }
    }
    weigh(into);
  }

  private void weigh(double[] into) {
    double[] weight = nesting.weight;
    for (int i = 0; weight != null && i < nesting.children(); i++) {
      for (int c = 0; c < width; c++) {
        into[i * width + c] = weight[i] == 0 ? 0 : weight[i] * into[i * width + c];
      }
    }
  }

  private void toExtremes(
      double[] x, double[] out, double[] g, double[] into, boolean @Nullable [] here) {
    int[] order = nesting.order();
    for (int n = 0; n < nesting.parents; n++) {
      int k = order[n];
      for (int c = 0; c < width; c++) {
        int to = k * width + c;
        boolean wanted = here == null || here[c];
        for (int i = nesting.start[k]; wanted && i < nesting.start[k + 1]; i++) {
          if (x[i * width + c] == out[to] && positive(i)) {
            into[i * width + c] = g[to];
            wanted = false;
          }
        }
      }
    }
  }

  /**
   * What one element contributes to a sum-like BATCH value, per unit of its cotangent: its
   * influence.
   */
  double influence(double[] x, double[] out, int element, int component) {
    double w = nesting.weight == null ? 1 : nesting.weight[element];
    if (w == 0) {
      return 0;
    }
    return switch (op) {
      case SUM -> w * x[element * width + component];
      case COUNT -> w;
      case LOG_SUM_EXP ->
          Double.isInfinite(out[component])
              ? 0
              : w * Math.exp(x[element * width + component] - out[component]);
      default -> 0;
    };
  }
}
