package org.esscher.spitests.probe;

import org.esscher.api.Component;
import org.esscher.api.Divergence;
import org.esscher.api.RobustDual;

/** E₀[min(V, V_min + λ)], the worst case under a total variation penalty. */
@Component("robust-tv")
record RobustTv() implements Divergence, RobustDual {
  @Override
  public double[] value(Expectation nominal, double lambda, Range range) {
    return nominal.of(value -> Math.min(value, range.floor() + lambda));
  }
}
