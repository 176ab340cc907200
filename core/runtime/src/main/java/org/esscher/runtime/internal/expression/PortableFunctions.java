package org.esscher.runtime.internal.expression;

/**
 * In plain Java: the argument is reduced and the polynomial evaluated in loops that the compiler
 * vectorises, and only the power of two is handled number by number. That takes a third of the time
 * of {@link Math}, whose functions take the few extraordinary numbers. What a number gives never
 * depends on its neighbours.
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

  /** Added to the bits of a magnitude, it turns the sign bit on from 512 on. */
  private static final long FROM_512 = Long.MIN_VALUE - Double.doubleToRawLongBits(512);

  private static final long ONE = Double.doubleToRawLongBits(1);
  private static final double SQRT_HALF = 0.7071067811865476;

  private final double[] whole = new double[CHUNK];
  private final double[] part = new double[CHUNK];
  private final double[] more = new double[CHUNK];
  private final double[] exponentials = new double[CHUNK];
  private final double[] original = new double[CHUNK];

  @Override
  public void exp(double[] x, double[] out, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      exp(x, from, out, from, Math.min(CHUNK, count - from));
    }
  }

  private void exp(double[] x, int from, double[] out, int to, int n) {
    boolean some = extraordinary(x, from, n);
    reduce(x, from, n);
    for (int i = 0; i < n; i++) {
      double power = twoTo(whole[i]);
      out[to + i] = power + power * part[i];
    }
    for (int i = 0; some && i < n; i++) {
      if (!(Math.abs(original[i]) < 512)) {
        out[to + i] = Math.exp(original[i]);
      }
    }
  }

  @Override
  public void expm1(double[] x, double[] out, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      expm1(x, from, out, from, Math.min(CHUNK, count - from));
    }
  }

  private void expm1(double[] x, int from, double[] out, int to, int n) {
    boolean some = extraordinary(x, from, n);
    reduce(x, from, n);
    for (int i = 0; i < n; i++) {
      double power = twoTo(whole[i]);
      out[to + i] = power * part[i] + (power - 1);
    }
    for (int i = 0; some && i < n; i++) {
      if (!(Math.abs(original[i]) < 512)) {
        out[to + i] = Math.expm1(original[i]);
      }
    }
  }

  /** Whether a number is NaN or not below 512 in magnitude; if so, keeps all. */
  private boolean extraordinary(double[] x, int from, int n) {
    long any = 0;
    for (int i = from; i < from + n; i++) {
      any |= (Double.doubleToRawLongBits(x[i]) & Long.MAX_VALUE) + FROM_512;
    }
    if (any < 0) {
      System.arraycopy(x, from, original, 0, n);
    }
    return any < 0;
  }

  /** x = whole · log 2 + r with |r| ≤ log 2 / 2; part = eʳ − 1. */
  private void reduce(double[] x, int from, int n) {
    nearest(x, from, whole, n);
    expm1OfRest(x, from, whole, part, n);
  }

  private static void nearest(double[] x, int from, double[] whole, int n) {
    for (int i = 0; i < n; i++) {
      whole[i] = x[from + i] * LOG2_E + ROUND - ROUND;
    }
  }

  /** r + r²/2! + … + r¹³/13!; the next term is below 2⁻⁵⁷ of the first. */
  private static void expm1OfRest(double[] x, int from, double[] whole, double[] part, int n) {
    for (int i = 0; i < n; i++) {
      double k = whole[i];
      double r = (x[from + i] - k * LOG_2_HIGH) - k * LOG_2_LOW;
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

  /** 2 to a whole number whose power is normal. */
  private static double twoTo(double whole) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(whole + ROUND) + 1023) << 52);
  }

  @Override
  public void log(double[] x, double[] out, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      log(x, from, n);
      boolean all = normal(x, from, n);
      for (int i = 0; !all && i < n; i++) {
        if (!normal(x[from + i])) {
          part[i] = Math.log(x[from + i]);
        }
      }
      System.arraycopy(part, 0, out, from, n);
    }
  }

  /** Whether all numbers are what {@link #log(double[], int, int)} is made for. */
  private static boolean normal(double[] x, int from, int n) {
    boolean all = true;
    for (int i = from; i < from + n; i++) {
      all &= normal(x[i]);
    }
    return all;
  }

  private static boolean normal(double x) {
    return x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE;
  }

  /** x = 2ᵏ·m with m between √½ and √2; part = k·log 2 + log m. */
  private void log(double[] x, int from, int n) {
    for (int i = 0; i < n; i++) {
      long bits = Double.doubleToRawLongBits(x[from + i]);
      // Taking the bits of √½ off first counts the exponent from there.
      long exponent = (bits - Double.doubleToRawLongBits(SQRT_HALF)) >> 52;
      whole[i] = exponent;
      part[i] = Double.longBitsToDouble(bits - (exponent << 52));
    }
    logOfPart(whole, part, n);
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

  @Override
  public void log1p(double[] x, double[] out, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      log1p(x, from, out, from, Math.min(CHUNK, count - from));
    }
  }

  /** log u + (x − (u − 1))/u for u = 1 + x, which makes good what rounding u loses. */
  private void log1p(double[] x, int from, double[] out, int to, int n) {
    for (int i = 0; i < n; i++) {
      more[i] = 1 + x[from + i];
    }
    log(more, 0, n);
    boolean all = normal(more, 0, n);
    for (int i = 0; i < n; i++) {
      double u = more[i];
      double value = part[i] + (x[from + i] - (u - 1)) / u;
      out[to + i] = all || normal(u) ? value : Math.log1p(x[from + i]);
    }
  }

  @Override
  public void softplus(double[] x, double[] out, int count) {
    double[] e = exponentials;
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      expOfMinusAbs(x, from, e, n);
      log1p(e, 0, e, 0, n);
      for (int i = 0; i < n; i++) {
        out[from + i] = Math.max(x[from + i], 0) + e[i];
      }
    }
  }

  private void expOfMinusAbs(double[] x, int from, double[] e, int n) {
    for (int i = 0; i < n; i++) {
      e[i] = -Math.abs(x[from + i]);
    }
    exp(e, 0, e, 0, n);
  }

  /** With e = e^−|x|: 1/(1 + e) for x ≥ 0, e/(1 + e) below, chosen by the sign bit. */
  @Override
  public void sigmoid(double[] x, double[] out, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      expOfMinusAbs(x, from, more, n);
      for (int i = 0; i < n; i++) {
        long negative = Double.doubleToRawLongBits(x[from + i]) >> 63;
        long top = (Double.doubleToRawLongBits(more[i]) & negative) | (ONE & ~negative);
        out[from + i] = Double.longBitsToDouble(top) / (1 + more[i]);
      }
    }
  }

  /** With t = e^2|x| − 1: t/(t + 2), with the sign of x; 1 from 22 on. */
  @Override
  public void tanh(double[] x, double[] out, int count) {
    for (int from = 0; from < count; from += CHUNK) {
      int n = Math.min(CHUNK, count - from);
      for (int i = 0; i < n; i++) {
        more[i] = 2 * Math.min(Math.abs(x[from + i]), 22);
      }
      expm1(more, 0, more, 0, n);
      for (int i = 0; i < n; i++) {
        out[from + i] = Math.copySign(more[i] / (more[i] + 2), x[from + i]);
      }
    }
  }
}
