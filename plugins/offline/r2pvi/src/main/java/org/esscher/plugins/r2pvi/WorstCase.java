package org.esscher.plugins.r2pvi;

/** The exact worst case near one distribution that is known. */
interface WorstCase {
  /**
   * inf over μ of E_μ[V] + λ·D(μ‖μ₀), and where it is taken on.
   *
   * @param prob μ₀, sums to 1
   * @param value V of every outcome, those without mass included
   * @param lambda λ, above 0
   * @return the value and the distribution
   */
  Worst worst(double[] prob, double[] value, double lambda);

  /** A worst case. */
  final class Worst {
    private final double nu;
    private final double[] prob;

    Worst(double nu, double[] prob) {
      this.nu = nu;
      this.prob = prob;
    }

    /** The regularized value. */
    double nu() {
      return nu;
    }

    /** The distribution that has it. */
    double[] prob() {
      return prob;
    }
  }

  /** The least value of an outcome that has mass. */
  static double low(double[] prob, double[] value) {
    double low = Double.POSITIVE_INFINITY;
    for (int i = 0; i < prob.length; i++) {
      low = prob[i] > 0 ? Math.min(low, value[i]) : low;
    }
    return low;
  }
}
