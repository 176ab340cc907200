package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Op;

/** Operations on the components of vectors, forwards and backwards. */
final class Components {
  private Components() {}

  /**
   * Computes an operation.
   *
   * @param expr the operation
   * @param args its operands
   * @param width components of an operand, 1 for those of VECTOR
   * @param count elements
   * @param out where the result goes
   */
  static void forward(Expr expr, double[][] args, int width, int count, double[] out) {
    double[] x = args[0];
    switch (expr.op()) {
      case VECTOR -> {
        for (int c = 0; c < args.length; c++) {
          for (int i = 0; i < count; i++) {
            out[i * args.length + c] = args[c][i];
          }
        }
      }
      case COMPONENT -> {
        for (int i = 0; i < count; i++) {
          out[i] = x[i * width + (int) expr.number(0)];
        }
      }
      case SUM_COMPONENTS -> {
        for (int i = 0; i < count; i++) {
          out[i] = sum(x, i * width, width);
        }
      }
      case MIN_COMPONENTS, MAX_COMPONENTS -> {
        for (int i = 0; i < count; i++) {
          out[i] = x[extreme(expr.op(), x, i * width, width)];
        }
      }
      default ->
          throw EsscherException.user("this engine does not know the operation %s", expr.op());
    }
  }

  /** Computes an operand's share of a cotangent; not added. */
  static void backward(
      Expr expr, int operand, double[][] args, int width, int count, double[] g, double[] into) {
    if (expr.op() == Op.VECTOR) {
      for (int i = 0; i < count; i++) {
        into[i] = g[i * args.length + operand];
      }
      return;
    }
    Arrays.fill(into, 0, count * width, 0);
    for (int i = 0; i < count; i++) {
      int base = i * width;
      switch (expr.op()) {
        case COMPONENT -> into[base + (int) expr.number(0)] = g[i];
        case SUM_COMPONENTS -> Arrays.fill(into, base, base + width, g[i]);
        default -> into[extreme(expr.op(), args[0], base, width)] = g[i];
      }
    }
  }

  private static double sum(double[] values, int base, int width) {
    double sum = 0;
    for (int c = 0; c < width; c++) {
      sum += values[base + c];
    }
    return sum;
  }

  private static int extreme(Op op, double[] values, int base, int width) {
    int best = base;
    for (int c = base + 1; c < base + width; c++) {
      boolean better =
          op == Op.MIN_COMPONENTS ? values[c] < values[best] : values[c] > values[best];
      best = better ? c : best;
    }
    return best;
  }
}
