package org.esscher.runtime.internal.expression;

/**
 * The functions of {@link PortableFunctions}, operation by operation, as code on vectors. Numbers
 * for which those turn to {@link Math} are noted in bounds, which the kernel looks at when it is
 * done.
 */
final class VectorFunctions {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LOG_2_HIGH = 0x1.62e42feep-1;
  private static final double LOG_2_LOW = 0x1.a39ef35793c76p-33;
  private static final double ROUND = 0x1.8p52;
  private static final long SQRT_HALF = Double.doubleToRawLongBits(0.7071067811865476);
  private static final double[] EXPONENTIAL = {
    1.0 / 479001600.0,
    1.0 / 39916800.0,
    1.0 / 3628800.0,
    1.0 / 362880.0,
    1.0 / 40320.0,
    1.0 / 5040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5
  };
  private static final double[] LOGARITHM = {
    2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3
  };

  private final VectorCode code;
  private final Bounds bounds;

  /** Variables that hold the extremes of numbers met so far. */
  interface Bounds {
    /** Notes the magnitude of an exponent. */
    void magnitude(int x);

    /** Notes a number whose logarithm is taken. */
    void positive(int x);

    /** Notes a number that must not lie far below 0. */
    void notFarBelow(int x);
  }

  VectorFunctions(VectorCode code, Bounds bounds) {
    this.code = code;
    this.bounds = bounds;
  }

  int exp(int x) {
    bounds.magnitude(x);
    Reduced reduced = reduce(x);
    return code.add(reduced.power(), code.multiply(reduced.power(), reduced.part()));
  }

  int expm1(int x) {
    bounds.magnitude(x);
    Reduced reduced = reduce(x);
    return code.add(code.multiply(reduced.power(), reduced.part()), code.minus(reduced.power(), 1));
  }

  /** The two parts of {@link PortableFunctions}' reduction: 2 to the whole part, and eʳ − 1. */
  private record Reduced(int power, int part) {}

  private Reduced reduce(int x) {
    int whole = code.minus(code.plus(code.times(x, LOG2_E), ROUND), ROUND);
    int r =
        code.subtract(
            code.subtract(x, code.times(whole, LOG_2_HIGH)), code.times(whole, LOG_2_LOW));
    int p = code.constant(1.0 / 6227020800.0);
    for (double coefficient : EXPONENTIAL) {
      p = code.plus(code.multiply(p, r), coefficient);
    }
    int part = code.add(r, code.multiply(code.multiply(r, r), p));
    int exponent = code.addBits(code.bits(code.plus(whole, ROUND)), 1023);
    return new Reduced(code.fromBits(code.shiftLeft(exponent, 52)), part);
  }

  int log(int x) {
    bounds.positive(x);
    int bits = code.bits(x);
    int exponent = code.shiftRightKeepingSign(code.addBits(bits, -SQRT_HALF), 52);
    int m = code.fromBits(code.subtractBits(bits, code.shiftLeft(exponent, 52)));
    // A small whole number added to the bits of ROUND gives ROUND and the number.
    int k =
        code.minus(code.fromBits(code.addBits(exponent, Double.doubleToRawLongBits(ROUND))), ROUND);
    int f = code.minus(m, 1);
    int s = code.divide(f, code.plus(f, 2));
    int z = code.multiply(s, s);
    int p = code.constant(2.0 / 23);
    for (double coefficient : LOGARITHM) {
      p = code.plus(code.multiply(p, z), coefficient);
    }
    int half = code.multiply(code.times(f, 0.5), f);
    int small =
        code.add(code.multiply(s, code.add(half, code.multiply(z, p))), code.times(k, LOG_2_LOW));
    return code.subtract(code.times(k, LOG_2_HIGH), code.subtract(code.subtract(half, small), f));
  }

  int log1p(int x) {
    int u = code.plus(x, 1);
    return code.add(log(u), code.divide(code.subtract(x, code.minus(u, 1)), u));
  }

  /** The sigmoid of x from e^−|x|. */
  int sigmoidFromExp(int x, int e) {
    int top = code.blend(code.constant(1), e, code.negative(x));
    return code.divide(top, code.plus(e, 1));
  }

  int tanh(int x) {
    int t = expm1(code.times(code.atMost(code.abs(x), 22), 2));
    int magnitude = code.divide(t, code.plus(t, 2));
    int sign = code.and(code.bits(x), Long.MIN_VALUE);
    return code.fromBits(code.or(code.and(code.bits(magnitude), Long.MAX_VALUE), sign));
  }

  /** eˣ from eˣ − 1. */
  int expFromExpm1(int x, int expm1) {
    bounds.notFarBelow(x);
    return code.plus(expm1, 1);
  }

  int sign(int x) {
    int zero = code.constant(0);
    int above = code.blend(x, code.constant(1), code.compare("GT", x, zero));
    return code.blend(above, code.constant(-1), code.compare("LT", x, zero));
  }
}
