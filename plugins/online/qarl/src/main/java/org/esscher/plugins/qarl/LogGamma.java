package org.esscher.plugins.qarl;

/**
 * ln Γ and its derivative ψ, the digamma function, on the positive numbers: by Stirling's series at
 * x ≥ 10, where its first terms left out are below 1e-16, and by the recurrences Γ(x + 1) = x Γ(x)
 * and ψ(x + 1) = ψ(x) + 1/x below.
 */
final class LogGamma {
  /** From where on the series are used. */
  private static final double LARGE = 10;

  /** B_2n/(2n(2n − 1)). */
  private static final double[] STIRLING = {
    1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0, 1 / 1188.0, -691 / 360360.0, 1 / 156.0
  };

  /** B_2n/2n. */
  private static final double[] DIGAMMA = {
    1 / 12.0, -1 / 120.0, 1 / 252.0, -1 / 240.0, 1 / 132.0, -691 / 32760.0, 1 / 12.0
  };

  private LogGamma() {}

  /** ln Γ(x), x above 0. */
  static double value(double x) {
    double below = 0;
    double at = x;
    for (; at < LARGE; at++) {
      below += Math.log(at);
    }
    double series = 0;
    double power = 1 / at;
    for (double term : STIRLING) {
      series += term * power;
      power /= at * at;
    }
    return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - below;
  }

  /** ψ(x), x above 0. */
  static double derivative(double x) {
    double below = 0;
    double at = x;
    for (; at < LARGE; at++) {
      below += 1 / at;
    }
    double series = 0;
    double power = 1 / (at * at);
    for (double term : DIGAMMA) {
      series += term * power;
      power /= at * at;
    }
    return Math.log(at) - 1 / (2 * at) - series - below;
  }
}
