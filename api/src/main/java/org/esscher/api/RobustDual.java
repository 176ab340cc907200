package org.esscher.api;

import java.util.function.DoubleUnaryOperator;

/**
 * Capability of a {@link Divergence}: the worst case over distributions near a nominal one, by its
 * dual. Duals of several nominal distributions over the same values are computed together, because
 * a nominal expectation may be an expensive regression.
 */
public interface RobustDual {
  /**
   * inf over μ of E_μ[V] + λ·D(μ‖μ₀), for each nominal distribution μ₀.
   *
   * @param nominal the functional g ↦ E₀[g(V)] of each distribution
   * @param lambda strength λ, above 0
   * @param range what V may be
   * @return the regularized worst-case value of each distribution
   */
  double[] value(Expectation nominal, double lambda, Range range);

  /** The nominal expectations of a function of the value. */
  @FunctionalInterface
  interface Expectation {
    /**
     * E₀[g(V)] of each nominal distribution; linear in g, but a regression may give what no
     * probability could.
     *
     * @param g the function
     * @return its expectations
     */
    double[] of(DoubleUnaryOperator g);
  }

  /**
   * What V may be.
   *
   * @param floor least value over all states, also those without nominal mass
   * @param low least value with nominal mass (among the samples), at least floor
   * @param high greatest value
   */
  record Range(double floor, double low, double high) {
    /**
     * Checks the order.
     *
     * @param floor as for the record
     * @param low as for the record
     * @param high as for the record
     */
    public Range {
      if (!(floor <= low && low <= high)) {
        throw EsscherException.user(
            "a range needs floor ≤ low ≤ high, got %s, %s, %s", floor, low, high);
      }
    }
  }
}
