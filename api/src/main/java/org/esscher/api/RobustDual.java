package org.esscher.api;

import java.util.function.DoubleUnaryOperator;

/**
 * Capability of a {@link Divergence}: the worst case over distributions near a nominal one, by its
 * dual.
 */
public interface RobustDual {
  /**
   * inf over μ of E_μ[V] + λ·D(μ‖μ₀).
   *
   * @param nominal the functional g ↦ E₀[g(V)]; it may be a regression, and no probability
   * @param lambda strength λ, above 0
   * @param low least value of V
   * @param high greatest value of V
   * @return the regularised worst-case value
   */
  double value(Expectation nominal, double lambda, double low, double high);

  /** The nominal expectation of a function of the value. */
  @FunctionalInterface
  interface Expectation {
    /**
     * E₀[g(V)].
     *
     * @param g the function
     * @return its expectation
     */
    double of(DoubleUnaryOperator g);
  }
}
