package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Op;

/**
 * Operations on single elements, forwards and backwards, a loop each: small methods over plain
 * arrays, which the compiler vectorizes.
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

  /**
   * Computes an operation.
   *
   * @param expr the operation
   * @param args its operands, {@code n} numbers each
   * @param out where the result goes
   * @param n how many
   * @param functions the transcendental ones
   */
  static void forward(Expr expr, double[][] args, double[] out, int n, ElementFunctions functions) {
    double[] a = args[0];
    switch (expr.op()) {
      case ADD -> add(a, args[1], out, n);
      case SUBTRACT -> subtract(a, args[1], out, n);
      case MULTIPLY -> multiply(a, args[1], out, n);
      case DIVIDE -> divide(a, args[1], out, n);
      case MIN -> min(a, args[1], out, n);
      case MAX -> max(a, args[1], out, n);
      case GREATER -> greater(a, args[1], out, n);
      case EQUAL -> equal(a, args[1], out, n);
      case SELECT -> select(a, args[1], args[2], out, n);
      case CLIP -> clip(a, expr.number(0), expr.number(1), out, n);
      case NEGATE -> negate(a, out, n);
      case SQRT -> sqrt(a, out, n);
      case ABS -> abs(a, out, n);
      case SIGN -> sign(a, out, n);
      case STOP -> System.arraycopy(a, 0, out, 0, n);
      case EXP -> functions.exp(a, out, n);
      case EXPM1 -> functions.expm1(a, out, n);
      case LOG -> functions.log(a, out, n);
      case LOG1P -> functions.log1p(a, out, n);
      case SOFTPLUS -> functions.softplus(a, out, n);
      case SIGMOID -> functions.sigmoid(a, out, n);
      case TANH -> functions.tanh(a, out, n);
      default ->
          throw EsscherException.user("this engine does not know the operation %s", expr.op());
    }
  }

  /** Whether the cotangent of an operand is that of the result, unchanged. */
  static boolean passes(Op op, int operand) {
    return op == Op.ADD || (op == Op.SUBTRACT && operand == 0);
  }

  /**
   * Computes an operand's share of a cotangent.
   *
   * @param expr the operation
   * @param operand which one
   * @param args all operands
   * @param out the result
   * @param g the result's cotangent
   * @param into where the share goes; not added
   * @param n how many
   * @param functions the transcendental ones
   */
  static void backward(
      Expr expr,
      int operand,
      double[][] args,
      double[] out,
      double[] g,
      double[] into,
      int n,
      ElementFunctions functions) {
    double[] a = args[0];
    switch (expr.op()) {
      case ADD, STOP -> System.arraycopy(g, 0, into, 0, n);
      case SUBTRACT -> {
        if (operand == 0) {
          System.arraycopy(g, 0, into, 0, n);
        } else {
          negate(g, into, n);
        }
      }
      case MULTIPLY -> multiply(g, args[1 - operand], into, n);
      case DIVIDE -> {
        if (operand == 0) {
          divide(g, args[1], into, n);
        } else {
          divisor(g, out, args[1], into, n);
        }
      }
      case MIN -> route(operand == 0, args[1], a, g, into, n);
      case MAX -> route(operand == 0, a, args[1], g, into, n);
      case SELECT -> routeSelected(operand, a, g, into, n);
      case CLIP -> within(a, expr.number(0), expr.number(1), g, into, n);
      case NEGATE -> negate(g, into, n);
      case ABS -> signed(a, g, into, n);
      case SQRT -> root(out, g, into, n);
      case EXP -> multiply(g, out, into, n);
      case EXPM1 -> exponential(a, out, g, into, n);
      case LOG -> divide(g, a, into, n);
      case LOG1P -> reciprocal(a, g, into, n);
      case TANH -> tangent(out, g, into, n);
      case SOFTPLUS -> {
        functions.sigmoid(a, into, n);
        multiply(g, into, into, n);
      }
      case SIGMOID -> {
        // σ(x)·σ(−x): 1 − σ(x) would lose the digits of a large x.
        negate(a, into, n);
        functions.sigmoid(into, into, n);
        multiply(out, into, into, n);
        multiply(g, into, into, n);
      }
      default ->
          throw EsscherException.user("this engine does not know the operation %s", expr.op());
    }
  }

  // ---- loops

  static void add(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] + b[i];
    }
  }

  private static void subtract(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] - b[i];
    }
  }

  static void multiply(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] * b[i];
    }
  }

  private static void divide(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] / b[i];
    }
  }

  private static void min(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.min(a[i], b[i]);
    }
  }

  private static void max(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.max(a[i], b[i]);
    }
  }

  private static void greater(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] > b[i] ? 1 : 0;
    }
  }

  private static void equal(double[] a, double[] b, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] == b[i] ? 1 : 0;
    }
  }

  private static void select(double[] a, double[] yes, double[] no, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] != 0 ? yes[i] : no[i];
    }
  }

  private static void clip(double[] a, double low, double high, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.min(Math.max(a[i], low), high);
    }
  }

  private static void negate(double[] a, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = -a[i];
    }
  }

  private static void sqrt(double[] a, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.sqrt(a[i]);
    }
  }

  private static void abs(double[] a, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.abs(a[i]);
    }
  }

  private static void sign(double[] a, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = Math.signum(a[i]);
    }
  }

  private static void divisor(double[] g, double[] out, double[] b, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = -g[i] * out[i] / b[i];
    }
  }

  /**
   * The first operand takes the cotangent where it is attained: high ≥ low; else the second.
   * Without a branch, which random numbers would mispredict.
   */
  private static void route(
      boolean first, double[] high, double[] low, double[] g, double[] into, int n) {
    long attained = first ? -1 : 0;
    for (int i = 0; i < n; i++) {
      into[i] = masked(g[i], high[i] >= low[i] ? attained : ~attained);
    }
  }

  private static void routeSelected(
      int operand, double[] condition, double[] g, double[] into, int n) {
    long yes = operand == 1 ? -1 : 0;
    for (int i = 0; i < n; i++) {
      into[i] = masked(g[i], condition[i] != 0 ? yes : ~yes);
    }
  }

  private static void within(
      double[] a, double low, double high, double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = masked(g[i], (a[i] >= low ? -1L : 0L) & (a[i] <= high ? -1L : 0L));
    }
  }

  /** The number, or 0 where the mask is 0. */
  private static double masked(double x, long mask) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(x) & mask);
  }

  private static void signed(double[] a, double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = g[i] * Math.signum(a[i]);
    }
  }

  /**
   * Nothing passes where the cotangent is 0, as in standard deviations of equal numbers: these are
   * too common for a second run of the block.
   */
  private static void root(double[] out, double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = masked(g[i] * (0.5 / out[i]), g[i] != 0 ? -1 : 0);
    }
  }

  /** Where adding 1 to eˣ − 1 keeps all but the last four of 16 digits. */
  static final double EXACT_ABOVE = -8;

  /** eˣ from eˣ − 1 where that keeps its digits. */
  private static void exponential(double[] a, double[] out, double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = g[i] * (a[i] > EXACT_ABOVE ? out[i] + 1 : Math.exp(a[i]));
    }
  }

  private static void reciprocal(double[] a, double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = g[i] / (1 + a[i]);
    }
  }

  private static void tangent(double[] out, double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = g[i] * (1 - out[i] * out[i]);
    }
  }

  /** Turns −0 into 0: the sign of nothing would surprise whoever reads it. */
  static void withoutNegativeZeros(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] += 0.0;
    }
  }

  /** Leaves nothing where the cotangent was 0, whatever an infinite derivative made of it. */
  static void nothingFromNothing(double[] g, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      if (g[i] == 0) {
        into[i] = 0;
      }
    }
  }

  /** Whether a number is NaN. */
  static boolean anyNaN(double[] x, int n) {
    boolean any = false;
    for (int i = 0; i < n; i++) {
      any |= Double.isNaN(x[i]);
    }
    return any;
  }
}
