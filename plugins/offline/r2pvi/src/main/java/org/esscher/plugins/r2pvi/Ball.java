package org.esscher.plugins.r2pvi;

import org.esscher.api.RobustDual.Expectation;
import org.esscher.api.RobustDual.Range;

/** A set of distributions around the nominal one. */
public enum Ball {
  /** ½Σ|μ − μ₀| ≤ ρ, where nature may always reach a state that is worth 0. */
  TV {
    @Override
    double[] priced(Expectation nominal, double a, Range range) {
      return nominal.of(value -> Math.min(value, a));
    }
  },
  /** KL(μ‖μ₀) ≤ ρ. */
  KL {
    @Override
    double[] priced(Expectation nominal, double a, Range range) {
      return new RobustKl().value(nominal, a, range);
    }
  };

  /**
   * The dual of the worst expectation in the ball, before −ρ·a: E₀[min(V, a)], or −a log
   * E₀[exp(−V/a)].
   *
   * @param nominal means of the nominal distributions
   * @param a dual variable, above 0
   * @param range what V may be
   * @return a number a distribution
   */
  abstract double[] priced(Expectation nominal, double a, Range range);
}
