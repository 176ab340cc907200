package org.esscher.runtime.internal.expression;

/**
 * Transcendental functions of many numbers at once. {@code out} may be {@code x}. Instances have
 * scratch memory of their own: each is one thread's.
 *
 * <p>Every implementation is within 1e-12 (relative) of the exact value, takes infinities and
 * subnormal numbers as the functions' limits say, and gives NaN for NaN and outside the domain.
 */
interface ElementFunctions {
  /** eˣ. */
  void exp(double[] x, double[] out, int count);

  /** eˣ − 1. */
  void expm1(double[] x, double[] out, int count);

  /** The natural logarithm. */
  void log(double[] x, double[] out, int count);

  /** log(1 + x). */
  void log1p(double[] x, double[] out, int count);

  /** log(1 + eˣ). */
  void softplus(double[] x, double[] out, int count);

  /** 1 / (1 + e⁻ˣ). */
  void sigmoid(double[] x, double[] out, int count);

  /** The hyperbolic tangent. */
  void tanh(double[] x, double[] out, int count);
}
