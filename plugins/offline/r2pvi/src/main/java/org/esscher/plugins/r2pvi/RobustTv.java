package org.esscher.plugins.r2pvi;

import org.esscher.api.Component;
import org.esscher.api.Divergence;
import org.esscher.api.RobustDual;

/**
 * The worst case under a price of λ·½Σ|μ − μ₀|: ν = E₀[min(V, V_min + λ)]. Nature moves all mass
 * whose value is above V_min + λ to the state of the least value V_min, which need not have any
 * mass before.
 */
@Component(
    value = "robust-tv",
    summary = "the worst case under a total variation penalty, by its dual",
    paper = "Tang et al. 2025, arXiv 2411.18612")
public record RobustTv() implements Divergence, RobustDual, WorstCase {
  @Override
  public double[] value(Expectation nominal, double lambda, Range range) {
    double cap = range.floor() + lambda;
    return nominal.of(value -> Math.min(value, cap));
  }

  @Override
  public Worst worst(double[] prob, double[] value, double lambda) {
    int least = 0;
    for (int i = 1; i < value.length; i++) {
      least = value[i] < value[least] ? i : least;
    }
    double cap = value[least] + lambda;
    double nu = 0;
    double[] worst = prob.clone();
    for (int i = 0; i < prob.length; i++) {
      nu += prob[i] * Math.min(value[i], cap);
      if (value[i] > cap) {
        worst[least] += prob[i];
        worst[i] = 0;
      }
    }
    return new Worst(nu, worst);
  }
}
