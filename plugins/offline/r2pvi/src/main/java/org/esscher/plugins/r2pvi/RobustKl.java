package org.esscher.plugins.r2pvi;

import org.esscher.api.Component;
import org.esscher.api.Divergence;
import org.esscher.api.RobustDual;

/**
 * The worst case under a price of λ·KL(μ‖μ₀): ν = −λ log E₀[exp(−V/λ)], where μ ∝ μ₀ exp(−V/λ). All
 * exponents are relative to the least value that has mass, so that a small λ doesn't underflow.
 */
@Component(
    value = "robust-kl",
    summary = "the worst case under a Kullback-Leibler penalty, by its dual",
    paper = "Tang et al. 2025, arXiv 2411.18612")
public record RobustKl() implements Divergence, RobustDual, WorstCase {
  /**
   * {@inheritDoc} A regression may estimate an expectation of 0 or less, which has no logarithm: it
   * says nothing of small values, and ν is the greatest that there is.
   */
  @Override
  public double[] value(Expectation nominal, double lambda, Range range) {
    double[] nu = nominal.of(value -> Math.exp(-(value - range.low()) / lambda));
    for (int i = 0; i < nu.length; i++) {
      nu[i] =
          nu[i] <= 0
              ? range.high()
              : Math.min(range.high(), range.low() - lambda * Math.log(nu[i]));
    }
    return nu;
  }

  @Override
  public Worst worst(double[] prob, double[] value, double lambda) {
    double low = WorstCase.low(prob, value);
    double[] worst = new double[prob.length];
    double excess = 0;
    double mass = 0;
    for (int i = 0; i < prob.length; i++) {
      if (prob[i] > 0) {
        double exponent = -(value[i] - low) / lambda;
        excess += prob[i] * Math.expm1(exponent);
        worst[i] = prob[i] * Math.exp(exponent);
        mass += worst[i];
      }
    }
    for (int i = 0; i < worst.length; i++) {
      worst[i] /= mass;
    }
    // log1p and expm1 keep the digits of a large λ.
    return new Worst(low - lambda * Math.log1p(excess), worst);
  }
}
