package org.esscher.plugins.fdpg;

import java.util.function.DoubleUnaryOperator;

/**
 * D_f(π_θ‖p) and its gradient for π_θ of independent bits with logits θ, over all strings. The
 * gradient is that of the method, Σ π f′(t) ∇log π.
 */
final class IndependentBits {
  /** The log of what stands for p = 0 under reverse KL. */
  static final double LOG_FLOOR = Math.log(1e-16);

  private final double[] logTarget;
  private final DoubleUnaryOperator perSample;
  private final DoubleUnaryOperator derivative;
  private final double derivativeAtInfinity;

  /**
   * A divergence from a target.
   *
   * @param logTarget log p, −∞ allowed
   * @param perSample f(t)/t of log t
   * @param derivative f′(t) of log t
   * @param derivativeAtInfinity f′(∞), for strings with p = 0
   */
  IndependentBits(
      double[] logTarget,
      DoubleUnaryOperator perSample,
      DoubleUnaryOperator derivative,
      double derivativeAtInfinity) {
    this.logTarget = logTarget;
    this.perSample = perSample;
    this.derivative = derivative;
    this.derivativeAtInfinity = derivativeAtInfinity;
  }

  /** log π_θ of every string. */
  static double[] logPolicy(double[] theta) {
    double[] one = new double[theta.length];
    double[] zero = new double[theta.length];
    for (int i = 0; i < theta.length; i++) {
      one[i] = -softplus(-theta[i]);
      zero[i] = -softplus(theta[i]);
    }
    double[] logs = new double[BitStrings.COUNT];
    for (int x = 0; x < logs.length; x++) {
      for (int i = 0; i < theta.length; i++) {
        logs[x] += BitStrings.bit(x, i) == 1 ? one[i] : zero[i];
      }
    }
    return logs;
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** D_f(π_θ‖p) = Σ π f(t)/t. */
  double value(double[] theta) {
    double[] logs = logPolicy(theta);
    double sum = 0;
    for (int x = 0; x < logs.length; x++) {
      sum +=
          Math.exp(logs[x])
              * (logTarget[x] == Double.NEGATIVE_INFINITY
                  ? derivativeAtInfinity
                  : perSample.applyAsDouble(logs[x] - logTarget[x]));
    }
    return sum;
  }

  /** ∂D/∂θ, where ∂log π(x)/∂θ_i = x_i − σ(θ_i). */
  double[] gradient(double[] theta) {
    double[] logs = logPolicy(theta);
    double[] gradient = new double[theta.length];
    for (int x = 0; x < logs.length; x++) {
      double slope =
          Math.exp(logs[x])
              * (logTarget[x] == Double.NEGATIVE_INFINITY
                  ? derivativeAtInfinity
                  : derivative.applyAsDouble(logs[x] - logTarget[x]));
      for (int i = 0; i < theta.length; i++) {
        gradient[i] += slope * (BitStrings.bit(x, i) - Math.exp(-softplus(-theta[i])));
      }
    }
    return gradient;
  }
}
