package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Op;

/**
 * Operations on single elements, forwards and backwards. Operands are arrays of the result's
 * length, or of length 1 (a BATCH value), which the stride tells apart.
 *
 * <p>Backwards, an element whose cotangent is 0 passes nothing on, so that a branch not taken can't
 * turn an infinite derivative into NaN.
 */
final class Pointwise {
  private Pointwise() {}

  static boolean handles(Op op) {
    return switch (op) {
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MIN,
          MAX,
          NEGATE,
          EXP,
          EXPM1,
          LOG,
          LOG1P,
          SQRT,
          ABS,
          SIGN,
          SOFTPLUS,
          SIGMOID,
          TANH,
          CLIP,
          GREATER,
          EQUAL,
          SELECT,
          STOP ->
          true;
      default -> false;
    };
  }

  static void forward(Expr expr, double[][] args, double[] out) {
    double[] a = args[0];
    double[] b = args.length > 1 ? args[1] : a;
    double[] c = args.length > 2 ? args[2] : a;
    int sa = stride(a, out);
    int sb = stride(b, out);
    int sc = stride(c, out);
    int n = out.length;
    switch (expr.op()) {
      case ADD -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] + b[i * sb];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] - b[i * sb];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] * b[i * sb];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] / b[i * sb];
        }
      }
      case MIN -> {
        for (int i = 0; i < n; i++) {
          out[i] = Math.min(a[i * sa], b[i * sb]);
        }
      }
      case MAX -> {
        for (int i = 0; i < n; i++) {
          out[i] = Math.max(a[i * sa], b[i * sb]);
        }
      }
      case GREATER -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] > b[i * sb] ? 1 : 0;
        }
      }
      case EQUAL -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] == b[i * sb] ? 1 : 0;
        }
      }
      case SELECT -> {
        for (int i = 0; i < n; i++) {
          out[i] = a[i * sa] != 0 ? b[i * sb] : c[i * sc];
        }
      }
      case CLIP -> {
        double low = expr.number(0);
        double high = expr.number(1);
        for (int i = 0; i < n; i++) {
          out[i] = Math.min(Math.max(a[i * sa], low), high);
        }
      }
      default -> unary(expr.op(), a, sa, out);
    }
  }

  private static void unary(Op op, double[] a, int sa, double[] out) {
    for (int i = 0; i < out.length; i++) {
      double x = a[i * sa];
      out[i] =
          switch (op) {
            case NEGATE -> -x;
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SQRT -> Math.sqrt(x);
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SOFTPLUS -> softplus(x);
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
            case STOP -> x;
            default ->
                throw EsscherException.user("this engine does not know the operation %s", op);
          };
    }
  }

  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /**
   * Adds this operation's share of the cotangent to the operands' cotangents; those not wanted are
   * null.
   */
  static void backward(
      Expr expr, double[][] args, double[] out, double[] cotangent, double[][] into) {
    switch (expr.op()) {
      case SIGN, GREATER, EQUAL, STOP -> {}
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MIN, MAX ->
          binaryBackward(expr.op(), args, out, cotangent, into);
      case SELECT -> selectBackward(args, out, cotangent, into);
      default -> unaryBackward(expr, args[0], out, cotangent, into[0]);
    }
  }

  private static void binaryBackward(
      Op op, double[][] args, double[] out, double[] cotangent, double[][] into) {
    int sa = stride(args[0], out);
    int sb = stride(args[1], out);
    double[] ga = into[0];
    double[] gb = into[1];
    for (int i = 0; i < out.length; i++) {
      double g = cotangent[i];
      if (g == 0) {
        continue;
      }
      double a = args[0][i * sa];
      double b = args[1][i * sb];
      double da;
      double db;
      switch (op) {
        case ADD -> {
          da = g;
          db = g;
        }
        case SUBTRACT -> {
          da = g;
          db = -g;
        }
        case MULTIPLY -> {
          da = g * b;
          db = g * a;
        }
        case DIVIDE -> {
          da = g / b;
          db = -g * out[i] / b;
        }
        default -> {
          boolean first = op == Op.MIN ? a <= b : a >= b;
          da = first ? g : 0;
          db = first ? 0 : g;
        }
      }
      if (ga != null) {
        ga[i * sa] += da;
      }
      if (gb != null) {
        gb[i * sb] += db;
      }
    }
  }

  private static void selectBackward(
      double[][] args, double[] out, double[] cotangent, double[][] into) {
    int sa = stride(args[0], out);
    int sb = stride(args[1], out);
    int sc = stride(args[2], out);
    for (int i = 0; i < out.length; i++) {
      if (cotangent[i] == 0) {
        continue;
      }
      boolean yes = args[0][i * sa] != 0;
      double[] taken = yes ? into[1] : into[2];
      if (taken != null) {
        taken[i * (yes ? sb : sc)] += cotangent[i];
      }
    }
  }

  private static void unaryBackward(
      Expr expr, double[] a, double[] out, double[] cotangent, double[] into) {
    if (into == null) {
      return;
    }
    int sa = stride(a, out);
    for (int i = 0; i < out.length; i++) {
      if (cotangent[i] != 0) {
        into[i * sa] += cotangent[i] * derivative(expr, a[i * sa], out[i]);
      }
    }
  }

  private static double derivative(Expr expr, double x, double y) {
    return switch (expr.op()) {
      case NEGATE -> -1;
      case EXP -> y;
      case EXPM1 -> Math.exp(x);
      case LOG -> 1 / x;
      case LOG1P -> 1 / (1 + x);
      case SQRT -> 0.5 / y;
      case ABS -> Math.signum(x);
      case SOFTPLUS -> sigmoid(x);
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case TANH -> 1 - y * y;
      case CLIP -> x >= expr.number(0) && x <= expr.number(1) ? 1 : 0;
      default ->
          throw EsscherException.user("this engine does not know the operation %s", expr.op());
    };
  }

  private static int stride(double[] operand, double[] out) {
    return operand.length == out.length ? 1 : 0;
  }
}
