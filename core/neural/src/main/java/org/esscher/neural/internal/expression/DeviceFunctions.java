package org.esscher.neural.internal.expression;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;

/**
 * Operations on numbers side by side, with the derivatives that {@link org.esscher.api.Op} says:
 * where the engine's own differ at a kink, they are made of choices.
 */
final class DeviceFunctions {
  /** Below it eˣ − 1 is not a difference, which would lose digits. */
  private static final double SMALL = 0.5;

  private final Scope memory;
  private final Precision precision;

  DeviceFunctions(Scope memory, Precision precision) {
    this.memory = memory;
    this.precision = precision;
  }

  /** One number, shaped [1, 1], which fits every operand. */
  PtNDArray constant(double number) {
    return filled(number, 1);
  }

  /** One element of a width. */
  PtNDArray filled(double number, int width) {
    double[] numbers = new double[width];
    Arrays.fill(numbers, number);
    return memory.numbers(numbers, precision, 1, width);
  }

  PtNDArray apply(Expr expr, List<PtNDArray> in) {
    PtNDArray x = in.get(0);
    return switch (expr.op()) {
      case ADD -> JniUtils.add(x, in.get(1));
      case SUBTRACT -> JniUtils.sub(x, in.get(1));
      case MULTIPLY -> JniUtils.mul(x, in.get(1));
      case DIVIDE -> JniUtils.div(x, in.get(1));
      case MIN -> smaller(x, in.get(1));
      case MAX -> JniUtils.neg(smaller(JniUtils.neg(x), JniUtils.neg(in.get(1))));
      case NEGATE -> JniUtils.neg(x);
      case EXP -> JniUtils.exp(x);
      case EXPM1 -> expm1(x);
      case LOG -> JniUtils.log(x);
      case LOG1P -> log1p(x);
      case SQRT -> JniUtils.sqrt(x);
      case ABS -> JniUtils.abs(x);
      case SIGN -> stop(JniUtils.sign(x));
      case SOFTPLUS -> softplus(x);
      case SIGMOID -> JniUtils.sigmoid(x);
      case TANH -> JniUtils.tanh(x);
      case CLIP -> clip(x, expr.number(0), expr.number(1));
      case GREATER -> truth(JniUtils.gt(x, in.get(1)));
      case EQUAL -> truth(JniUtils.eq(x, in.get(1)));
      case SELECT -> JniUtils.where(JniUtils.neq(x, constant(0)), in.get(1), in.get(2));
      case STOP -> stop(x);
      case VECTOR -> JniUtils.cat(in.toArray(PtNDArray[]::new), 1);
      case COMPONENT -> component(expr, x);
      case SUM_COMPONENTS -> JniUtils.sum(x, new long[] {1}, true);
      case MAX_COMPONENTS -> extreme(deepened(x));
      case MIN_COMPONENTS -> JniUtils.neg(extreme(deepened(JniUtils.neg(x))));
      default ->
          throw EsscherException.user(
              "expressions on the device don't know the operation %s", expr.op());
    };
  }

  static PtNDArray stop(PtNDArray x) {
    return JniUtils.detachGradient(x);
  }

  private PtNDArray truth(PtNDArray mask) {
    return JniUtils.where(mask, constant(1), constant(0));
  }

  /** The first operand where both are the same; NaN where one is. */
  private static PtNDArray smaller(PtNDArray a, PtNDArray b) {
    return JniUtils.where(JniUtils.logicalOr(JniUtils.lt(b, a), JniUtils.isNaN(b)), b, a);
  }

  private PtNDArray clip(PtNDArray x, double low, double high) {
    PtNDArray above = JniUtils.where(JniUtils.lt(x, constant(low)), constant(low), x);
    return JniUtils.where(JniUtils.gt(x, constant(high)), constant(high), above);
  }

  /** log u + (x − (u − 1)) / u for u = 1 + x, whose second term is what rounding u lost. */
  private PtNDArray log1p(PtNDArray x) {
    PtNDArray u = JniUtils.add(x, constant(1));
    PtNDArray lost = JniUtils.sub(x, JniUtils.sub(u, constant(1)));
    return JniUtils.add(JniUtils.log(u), stop(JniUtils.div(lost, u)));
  }

  /** 2 tanh(x/2) / (1 − tanh(x/2)) for small x, whose digits eˣ − 1 would lose. */
  private PtNDArray expm1(PtNDArray x) {
    PtNDArray half = JniUtils.mul(clip(x, -SMALL, SMALL), constant(0.5));
    PtNDArray t = JniUtils.tanh(half);
    PtNDArray near = JniUtils.div(JniUtils.mul(t, constant(2)), JniUtils.sub(constant(1), t));
    PtNDArray far = JniUtils.sub(JniUtils.exp(x), constant(1));
    return JniUtils.where(JniUtils.lt(JniUtils.abs(x), constant(SMALL)), near, far);
  }

  /** max(x, 0) + log(1 + e⁻ˡˣˡ), with the slope ½ at 0, as the logistic function has it. */
  private PtNDArray softplus(PtNDArray x) {
    PtNDArray tail = log1p(JniUtils.exp(JniUtils.neg(JniUtils.abs(x))));
    PtNDArray value =
        JniUtils.add(JniUtils.where(JniUtils.gt(x, constant(0)), x, constant(0)), tail);
    // |x| has no slope at 0, and neither branch of the choice has ½.
    PtNDArray atKink =
        JniUtils.where(JniUtils.eq(x, constant(0)), JniUtils.mul(x, constant(0.5)), constant(0));
    return JniUtils.add(value, atKink);
  }

  private static PtNDArray component(Expr expr, PtNDArray x) {
    long width = x.getShape().get(1);
    int index = (int) expr.number(0);
    if (index < 0 || index >= width) {
      throw EsscherException.data(
          "%s has %d components; component %d was asked for", expr.args().get(0), width, index);
    }
    return JniUtils.slice(x, 1, index, index + 1L, 1);
  }

  private static PtNDArray deepened(PtNDArray x) {
    return JniUtils.unsqueeze(x, 2);
  }

  /** The largest along the axis 1 of [n, m, w]; the first that is takes the whole derivative. */
  PtNDArray extreme(PtNDArray x) {
    PtNDArray largest = stop(JniUtils.max(x, 1, true));
    PtNDArray attained = truth(JniUtils.eq(x, largest));
    PtNDArray first =
        JniUtils.logicalAnd(
            JniUtils.neq(attained, constant(0)),
            JniUtils.eq(JniUtils.cumSum(attained, 1), constant(1)));
    PtNDArray found = JniUtils.sum(JniUtils.where(first, x, constant(0)), new long[] {1}, false);
    PtNDArray flat = JniUtils.sum(largest, new long[] {1}, false);
    return JniUtils.where(JniUtils.isNaN(flat), flat, found);
  }

  /** log Σ weight · eˣ along the axis 1 of [n, m, w]. */
  PtNDArray logSumExp(PtNDArray x, PtNDArray weight) {
    PtNDArray largest = stop(JniUtils.max(x, 1, true));
    PtNDArray nothing = JniUtils.eq(largest, constant(Double.NEGATIVE_INFINITY));
    PtNDArray shift = JniUtils.where(nothing, constant(0), largest);
    PtNDArray terms = JniUtils.mul(weight, JniUtils.exp(JniUtils.sub(x, shift)));
    return JniUtils.add(
        JniUtils.log(JniUtils.sum(terms, new long[] {1}, false)),
        JniUtils.sum(shift, new long[] {1}, false));
  }
}
