package org.esscher.neural.internal.model;

import org.esscher.api.EsscherException;

/**
 * From a number of the whole line to an action: itself, or {@code bound · tanh}, as in Haarnoja et
 * al. 2018, arXiv 1801.01290, appendix C.
 *
 * @param bound of squashed actions; infinite where actions are not squashed
 */
record GaussianAction(double bound) {
  /** Actions this near the bound are taken for actions at this distance: artanh(1) is infinite. */
  private static final double EDGE = 1e-6;

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  boolean squashed() {
    return Double.isFinite(bound);
  }

  /** The action of u. */
  double of(double u) {
    return squashed() ? bound * Math.tanh(u) : u;
  }

  /** The derivative of {@link #of}. */
  double slope(double u) {
    if (!squashed()) {
      return 1;
    }
    double t = Math.tanh(u);
    return bound * (1 - t * t);
  }

  /** The u of an action. */
  double inverse(double action, int row, String column) {
    if (!squashed()) {
      return action;
    }
    if (Math.abs(action) > bound) {
      throw EsscherException.data(
          "row %d, column '%s': the policy's actions lie within ±%s, got %s; rescale them, or set"
              + " bound",
          row, column, bound, action);
    }
    double t = Math.max(-1 + EDGE, Math.min(1 - EDGE, action / bound));
    return 0.5 * Math.log((1 + t) / (1 - t));
  }

  /** log |d action/du|, without cancellation where the action is near its bound. */
  double logSlope(double u) {
    // log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u))
    return squashed()
        ? Math.log(bound) + 2 * (Math.log(2) - Math.abs(u) - Math.log1p(Math.exp(-2 * Math.abs(u))))
        : 0;
  }

  /** The derivative of {@link #logSlope} in u. */
  double logSlopeDerivative(double u) {
    return squashed() ? -2 * Math.tanh(u) : 0;
  }

  /** log N(u; mean, exp(logDeviation)). */
  static double logDensity(double u, double mean, double logDeviation) {
    double z = (u - mean) / Math.exp(logDeviation);
    return -0.5 * z * z - logDeviation - HALF_LOG_TWO_PI;
  }

  /** The entropy of N(·; exp(logDeviation)²). */
  static double entropy(double logDeviation) {
    return 0.5 + HALF_LOG_TWO_PI + logDeviation;
  }
}
