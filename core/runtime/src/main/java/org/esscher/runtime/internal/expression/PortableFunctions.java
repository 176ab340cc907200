package org.esscher.runtime.internal.expression;

/**
 * In plain Java: the argument is reduced and the polynomial evaluated in loops that the compiler
 * vectorizes, and only what takes the bits of a number apart is done number by number. That takes
 * half of the time of {@link Math} for an exponential and less than a third for log1p; the few
 * extraordinary numbers are left to it. What a number gives never depends on its neighbors.
 *
 * <p>Numbers are copied to short arrays and back, and every loop runs over those from 0: where one
 * array is read at an offset, the JVM's compiler can't tell that it doesn't overlap with what is
 * written, and leaves the loop number by number, which takes four times as long.
 *
 * <p>The methods are those of Tang 1989 (doi:10.1145/63522.214389) and Tang 1990
 * (doi:10.1145/98267.98294), with Taylor polynomials. Errors are at most 2 ulp, which {@code
 * ElementFunctionsTest} measures.
 */
final class PortableFunctions implements ElementFunctions {
  private static final int CHUNK = 256;
  private static final double LOG2_E = 1.4426950408889634;

  /** log 2 in two parts; the first has so few digits that its products are exact. */
  private static final double LOG_2_HIGH = 0x1.62e42feep-1;

  private static final double LOG_2_LOW = 0x1.a39ef35793c76p-33;

  /** Added and subtracted, it rounds to the nearest whole number. */
  private static final double ROUND = 0x1.8p52;

  /** Added to the bits of a magnitude, it turns the sign bit on from 512 on, and for NaN. */
  private static final long FROM_512 = Long.MIN_VALUE - Double.doubleToRawLongBits(512);

  private static final long ONE = Double.doubleToRawLongBits(1);
  private static final long SQRT_HALF = Double.doubleToRawLongBits(0.7071067811865476);
  private static final long LEAST = Double.doubleToRawLongBits(Double.MIN_NORMAL);
  private static final long GREATEST = Double.doubleToRawLongBits(Double.MAX_VALUE);

  /** The numbers of a chunk. */
  private final double[] given = new double[CHUNK];

  /** What comes of them. */
  private final double[] part = new double[CHUNK];

  private final double[] whole = new double[CHUNK];
  private final double[] more = new double[CHUNK];
  private final double[] small = new double[CHUNK];

  /** Makes {@link #part} of {@link #given}. */
  @FunctionalInterface
  private interface Chunk {
    void compute(int n);
  }

  private void each(double[] x, double[] out, int count, Chunk chunk) {
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      System.arraycopy(x, from, given, 0, n);
      chunk.compute(n);
      System.arraycopy(part, 0, out, from, n);
    }
  }

  // ---- exponentials

  @Override
  public void exp(double[] x, double[] out, int count) {
    each(x, out, count, n -> exp(given, n));
  }

  private void exp(double[] x, int n) {
    reduce(x, n);
    if (timesPower(x, whole, part, n)) {
      extraordinaryExp(x, part, n);
    }
  }

  @Override
  public void expm1(double[] x, double[] out, int count) {
    each(x, out, count, n -> expm1(given, n));
  }

  private void expm1(double[] x, int n) {
    reduce(x, n);
    if (timesPowerLessOne(x, whole, part, n)) {
      extraordinaryExpm1(x, part, n);
    }
  }

  /** x = whole · log 2 + r with |r| ≤ log 2 / 2; part = eʳ − 1. */
  private void reduce(double[] x, int n) {
    nearest(x, whole, n);
    expm1OfRest(x, whole, part, n);
  }

  private static void nearest(double[] x, double[] whole, int n) {
    for (int i = 0; i < n; i++) {
      whole[i] = x[i] * LOG2_E + ROUND - ROUND;
    }
  }

  /** r + r²/2! + … + r¹³/13!; the next term is below 2⁻⁵⁷ of the first. */
  private static void expm1OfRest(double[] x, double[] whole, double[] part, int n) {
    for (int i = 0; i < n; i++) {
      double k = whole[i];
      double r = (x[i] - k * LOG_2_HIGH) - k * LOG_2_LOW;
      double p = 1.0 / 6227020800.0;
      p = p * r + 1.0 / 479001600.0;
      p = p * r + 1.0 / 39916800.0;
      p = p * r + 1.0 / 3628800.0;
      p = p * r + 1.0 / 362880.0;
      p = p * r + 1.0 / 40320.0;
      p = p * r + 1.0 / 5040.0;
      p = p * r + 1.0 / 720.0;
      p = p * r + 1.0 / 120.0;
      p = p * r + 1.0 / 24.0;
      p = p * r + 1.0 / 6.0;
      p = p * r + 0.5;
      part[i] = r + r * r * p;
    }
  }

  /** Makes eˣ of its part; true where a number is NaN or not below 512 in magnitude. */
  private static boolean timesPower(double[] x, double[] whole, double[] part, int n) {
    long any = 0;
    for (int i = 0; i < n; i++) {
      double power = twoTo(whole[i]);
      part[i] = power + power * part[i];
      any |= (Double.doubleToRawLongBits(x[i]) & Long.MAX_VALUE) + FROM_512;
    }
    return any < 0;
  }

  /** Makes eˣ − 1 of its part; true where a number is NaN or not below 512 in magnitude. */
  private static boolean timesPowerLessOne(double[] x, double[] whole, double[] part, int n) {
    long any = 0;
    for (int i = 0; i < n; i++) {
      double power = twoTo(whole[i]);
      part[i] = power * part[i] + (power - 1);
      any |= (Double.doubleToRawLongBits(x[i]) & Long.MAX_VALUE) + FROM_512;
    }
    return any < 0;
  }

  /** 2 to a whole number whose power is normal. */
  private static double twoTo(double whole) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(whole + ROUND) + 1023) << 52);
  }

  private static void extraordinaryExp(double[] x, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(x[i]) < 512)) {
        out[i] = Math.exp(x[i]);
      }
    }
  }

  private static void extraordinaryExpm1(double[] x, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(x[i]) < 512)) {
        out[i] = Math.expm1(x[i]);
      }
    }
  }

  // ---- logarithms

  @Override
  public void log(double[] x, double[] out, int count) {
    each(
        x,
        out,
        count,
        n -> {
          if (log(given, n)) {
            extraordinaryLog(given, part, n);
          }
        });
  }

  /**
   * x = 2ᵏ·m with m between √½ and √2; part = k·log 2 + log m. True where a number is not positive
   * and normal.
   */
  private boolean log(double[] x, int n) {
    boolean extraordinary = split(x, whole, part, n);
    logOfPart(whole, part, n);
    return extraordinary;
  }

  private static boolean split(double[] x, double[] whole, double[] part, int n) {
    long any = 0;
    for (int i = 0; i < n; i++) {
      long bits = Double.doubleToRawLongBits(x[i]);
      // Taking the bits of √½ off first counts the exponent from there.
      long exponent = (bits - SQRT_HALF) >> 52;
      whole[i] = exponent;
      part[i] = Double.longBitsToDouble(bits - (exponent << 52));
      // One of the two is negative for what is 0, negative, subnormal, infinite or NaN.
      any |= (bits - LEAST) | (GREATEST - bits);
    }
    return any < 0;
  }

  /**
   * With f = m − 1 and s = f/(2 + f): log m = f − f²/2 + s·(f²/2 + R), R = s²·(2/3 + 2/5·s² + …).
   * Here s² is below 0.0295, and the eleventh term below 2⁻⁵⁷.
   */
  private static void logOfPart(double[] whole, double[] part, int n) {
    for (int i = 0; i < n; i++) {
      double k = whole[i];
      double f = part[i] - 1;
      double s = f / (2 + f);
      double z = s * s;
      double p = 2.0 / 23;
      p = p * z + 2.0 / 21;
      p = p * z + 2.0 / 19;
      p = p * z + 2.0 / 17;
      p = p * z + 2.0 / 15;
      p = p * z + 2.0 / 13;
      p = p * z + 2.0 / 11;
      p = p * z + 2.0 / 9;
      p = p * z + 2.0 / 7;
      p = p * z + 2.0 / 5;
      p = p * z + 2.0 / 3;
      double half = 0.5 * f * f;
      part[i] = k * LOG_2_HIGH - ((half - (s * (half + z * p) + k * LOG_2_LOW)) - f);
    }
  }

  private static boolean normal(double x) {
    return x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE;
  }

  private static void extraordinaryLog(double[] x, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      if (!normal(x[i])) {
        out[i] = Math.log(x[i]);
      }
    }
  }

  @Override
  public void log1p(double[] x, double[] out, int count) {
    each(x, out, count, n -> log1p(given, n));
  }

  /** log u + (x − (u − 1))/u for u = 1 + x, which makes good what rounding u loses. */
  private void log1p(double[] x, int n) {
    onePlus(x, more, n);
    boolean extraordinary = log(more, n);
    makeGood(x, more, part, n);
    if (extraordinary) {
      extraordinaryLog1p(x, more, part, n);
    }
  }

  private static void onePlus(double[] x, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = 1 + x[i];
    }
  }

  private static void makeGood(double[] x, double[] u, double[] log, int n) {
    for (int i = 0; i < n; i++) {
      log[i] = log[i] + (x[i] - (u[i] - 1)) / u[i];
    }
  }

  private static void extraordinaryLog1p(double[] x, double[] u, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      if (!normal(u[i])) {
        out[i] = Math.log1p(x[i]);
      }
    }
  }

  // ---- what is made of them

  @Override
  public void softplus(double[] x, double[] out, int count) {
    each(
        x,
        out,
        count,
        n -> {
          expOfMinusAbs(n);
          System.arraycopy(part, 0, small, 0, n);
          log1p(small, n);
          addPositivePart(given, part, n);
        });
  }

  private static void addPositivePart(double[] x, double[] log, int n) {
    for (int i = 0; i < n; i++) {
      log[i] = Math.max(x[i], 0) + log[i];
    }
  }

  private void expOfMinusAbs(int n) {
    minusAbs(given, small, n);
    exp(small, n);
  }

  private static void minusAbs(double[] x, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = -Math.abs(x[i]);
    }
  }

  /** With e = e^−|x|: 1/(1 + e) for x ≥ 0, e/(1 + e) below, chosen by the sign bit. */
  @Override
  public void sigmoid(double[] x, double[] out, int count) {
    each(
        x,
        out,
        count,
        n -> {
          expOfMinusAbs(n);
          chooseShare(given, part, small, n);
          shareOfOnePlus(small, part, n);
        });
  }

  private static void chooseShare(double[] x, double[] e, double[] share, int n) {
    for (int i = 0; i < n; i++) {
      long negative = Double.doubleToRawLongBits(x[i]) >> 63;
      long bits = (Double.doubleToRawLongBits(e[i]) & negative) | (ONE & ~negative);
      share[i] = Double.longBitsToDouble(bits);
    }
  }

  private static void shareOfOnePlus(double[] share, double[] e, int n) {
    for (int i = 0; i < n; i++) {
      e[i] = share[i] / (1 + e[i]);
    }
  }

  /** With t = e^2|x| − 1: t/(t + 2), with the sign of x; 1 from 22 on. */
  @Override
  public void tanh(double[] x, double[] out, int count) {
    each(
        x,
        out,
        count,
        n -> {
          twiceMagnitude(given, small, n);
          expm1(small, n);
          ratio(part, n);
          takeSign(given, part, n);
        });
  }

  private static void twiceMagnitude(double[] x, double[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = 2 * Math.min(Math.abs(x[i]), 22);
    }
  }

  private static void ratio(double[] t, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = t[i] / (t[i] + 2);
    }
  }

  private static void takeSign(double[] x, double[] magnitude, int n) {
    for (int i = 0; i < n; i++) {
      magnitude[i] = Math.copySign(magnitude[i], x[i]);
    }
  }
}
