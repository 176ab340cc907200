package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/**
 * The squared Hellinger distance Σ (√π − √p)², within [0, 2]: f(t) = (√t − 1)². (Some authors halve
 * it.)
 */
@Component(
    value = "squared-hellinger",
    summary = "squared Hellinger distance, Σ (√π − √p)²",
    paper =
        "Hellinger 1909, doi:10.1515/crll.1909.136.210; generator of Nowozin et al. 2016, arXiv"
            + " 1606.00709, table 1")
public record SquaredHellinger() implements FDivergence {
  @Override
  public Expr generator(Expr logT) {
    return logT.times(0.5).expm1().square();
  }

  @Override
  public Expr perSample(Expr logT) {
    return logT.times(-0.5).expm1().square();
  }

  /** 1 − 1/√t. */
  @Override
  public Expr derivative(Expr logT) {
    return logT.times(-0.5).expm1().negate();
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.negate().log1p().times(-2);
  }

  /** y / (1 − y) below y = 1. */
  @Override
  public Expr conjugate(Expr y) {
    Expr inside = y.over(Expr.of(1).minus(y));
    return Expr.of(1).greaterThan(y).select(inside, Expr.of(Double.POSITIVE_INFINITY));
  }

  @Override
  public double derivativeAtInfinity() {
    return 1;
  }

  @Override
  public double derivativeAtZero() {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public double generatorAtZero() {
    return 1;
  }
}
