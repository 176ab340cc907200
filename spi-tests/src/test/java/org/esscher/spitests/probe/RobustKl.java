package org.esscher.spitests.probe;

import org.esscher.api.Component;
import org.esscher.api.Divergence;
import org.esscher.api.RobustDual;

/** −λ log E₀[exp(−V/λ)], the worst case under a Kullback-Leibler penalty. */
@Component("robust-kl")
record RobustKl() implements Divergence, RobustDual {
  @Override
  public double[] value(Expectation nominal, double lambda, Range range) {
    double[] result = nominal.of(value -> Math.exp(-(value - range.low()) / lambda));
    for (int i = 0; i < result.length; i++) {
      // A regression may leave the positive numbers: nothing is known, so the worst case is mild.
      result[i] =
          result[i] > 0
              ? Math.min(range.high(), range.low() - lambda * Math.log(result[i]))
              : range.high();
    }
    return result;
  }
}
