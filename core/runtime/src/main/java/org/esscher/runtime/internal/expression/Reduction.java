package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * A weighted reduction of one block's elements to a coarser level, forwards and backwards. The same
 * code serves reductions within a block and the block's share of a BATCH value.
 *
 * @param op SUM, COUNT, MAXIMUM, MINIMUM or LOG_SUM_EXP
 * @param parent the coarser element of each element
 * @param weight of each element, or null when all are 1
 * @param width components of an element
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of index arrays
record Reduction(Op op, int[] parent, double @Nullable [] weight, int width) {

  static Reduction of(Op op, Block block, Level from, Level to, int width) {
    return new Reduction(op, block.parent(from, to), block.weight(from, to), width);
  }

  /** The value that joins nothing. */
  static double identity(Op op) {
    return switch (op) {
      case MAXIMUM, LOG_SUM_EXP -> Double.NEGATIVE_INFINITY;
      case MINIMUM -> Double.POSITIVE_INFINITY;
      default -> 0;
    };
  }

  /** Joins the values of two parts. */
  static double join(Op op, double left, double right) {
    return switch (op) {
      case MAXIMUM -> Math.max(left, right);
      case MINIMUM -> Math.min(left, right);
      case LOG_SUM_EXP -> {
        double top = Math.max(left, right);
        yield Double.isInfinite(top)
            ? top
            : top + Math.log(Math.exp(left - top) + Math.exp(right - top));
      }
      default -> left + right;
    };
  }

  double[] forward(double[] x, int count) {
    double[] out = new double[count * width];
    Arrays.fill(out, identity(op));
    if (op == Op.LOG_SUM_EXP) {
      return logSumExp(x, out);
    }
    for (int i = 0; i < parent.length; i++) {
      double w = weight == null ? 1 : weight[i];
      if (w == 0) {
        continue;
      }
      for (int c = 0; c < width; c++) {
        int to = parent[i] * width + c;
        double value = x[i * width + c];
        switch (op) {
          case SUM -> out[to] += w * value;
          case COUNT -> out[to] += w;
          case MAXIMUM -> out[to] = Math.max(out[to], value);
          default -> out[to] = Math.min(out[to], value);
        }
      }
    }
    return out;
  }

  private double[] logSumExp(double[] x, double[] out) {
    for (int i = 0; i < parent.length; i++) {
      for (int c = 0; c < width && positive(i); c++) {
        int to = parent[i] * width + c;
        out[to] = Math.max(out[to], x[i * width + c]);
      }
    }
    double[] sum = new double[out.length];
    for (int i = 0; i < parent.length; i++) {
      for (int c = 0; c < width && positive(i); c++) {
        int to = parent[i] * width + c;
        if (!Double.isInfinite(out[to])) {
          sum[to] += (weight == null ? 1 : weight[i]) * Math.exp(x[i * width + c] - out[to]);
        }
      }
    }
    for (int k = 0; k < out.length; k++) {
      if (!Double.isInfinite(out[k])) {
        out[k] += Math.log(sum[k]);
      }
    }
    return out;
  }

  private boolean positive(int element) {
    return weight == null || weight[element] > 0;
  }

  /**
   * Adds the elements' shares of the cotangent.
   *
   * @param x the elements
   * @param out the reduced values, over all blocks
   * @param cotangent of the reduced values
   * @param into cotangents of the elements
   * @param taken for extremes over several blocks: which reduced components found their element
   *     already
   */
  void backward(double[] x, double[] out, double[] cotangent, double[] into, boolean[] taken) {
    for (int i = 0; i < parent.length; i++) {
      double w = weight == null ? 1 : weight[i];
      if (w == 0) {
        continue;
      }
      for (int c = 0; c < width; c++) {
        int from = i * width + c;
        int to = parent[i] * width + c;
        if (cotangent[to] != 0) {
          into[from] += share(x[from], out[to], w, taken, to) * cotangent[to];
        }
      }
    }
  }

  private double share(double x, double out, double w, boolean[] taken, int to) {
    return switch (op) {
      case SUM -> w;
      case LOG_SUM_EXP -> Double.isInfinite(out) ? 0 : w * Math.exp(x - out);
      case MAXIMUM, MINIMUM -> {
        boolean first = x == out && !taken[to];
        taken[to] |= first;
        yield first ? 1 : 0;
      }
      default -> 0;
    };
  }

  /**
   * What one element of weight w contributes to a sum-like BATCH value, per unit of its cotangent:
   * its influence.
   */
  double influence(double[] x, double[] out, int element, int component) {
    double w = weight == null ? 1 : weight[element];
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
