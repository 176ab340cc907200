package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Op;

/** Operations on the components of vectors, forwards and backwards. */
final class Components {
  private Components() {}

  static void forward(Expr expr, double[][] args, int count, double[] out) {
    if (expr.op() == Op.VECTOR) {
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < args.length; c++) {
          out[i * args.length + c] = args[c][args[c].length == count ? i : 0];
        }
      }
      return;
    }
    int width = count == 0 ? 1 : args[0].length / count;
    for (int i = 0; i < count; i++) {
      int base = i * width;
      out[i] =
          switch (expr.op()) {
            case COMPONENT -> args[0][base + (int) expr.number(0)];
            case SUM_COMPONENTS -> sum(args[0], base, width);
            case MIN_COMPONENTS, MAX_COMPONENTS ->
                args[0][extreme(expr.op(), args[0], base, width)];
            default ->
                throw EsscherException.user(
                    "this engine does not know the operation %s", expr.op());
          };
    }
  }

  static void backward(
      Expr expr, double[][] args, double[] out, double[] cotangent, double[][] into) {
    if (expr.op() == Op.VECTOR) {
      for (int c = 0; c < args.length; c++) {
        for (int i = 0; into[c] != null && i < out.length / args.length; i++) {
          into[c][into[c].length == 1 ? 0 : i] += cotangent[i * args.length + c];
        }
      }
      return;
    }
    double[] target = into[0];
    int width = out.length == 0 ? 1 : args[0].length / out.length;
    for (int i = 0; i < out.length && target != null; i++) {
      int base = i * width;
      switch (expr.op()) {
        case COMPONENT -> target[base + (int) expr.number(0)] += cotangent[i];
        case SUM_COMPONENTS -> {
          for (int c = 0; c < width; c++) {
            target[base + c] += cotangent[i];
          }
        }
        default -> target[extreme(expr.op(), args[0], base, width)] += cotangent[i];
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
