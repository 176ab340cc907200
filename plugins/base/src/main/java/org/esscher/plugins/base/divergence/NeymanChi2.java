package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/** Neyman's χ²(p‖π) = Σ (π − p)²/π, with f(t) = (t − 1)²/t: infinite where π has no mass. */
@Component(
    value = "neyman-chi2",
    summary = "Neyman's chi-squared divergence, Σ (π − p)²/π",
    paper = "Neyman 1949, Contribution to the theory of the χ² test; f(t) = (t − 1)²/t")
public record NeymanChi2() implements FDivergence {
  /** (t − 1)(1 − 1/t). */
  @Override
  public Expr generator(Expr logT) {
    return logT.expm1().times(logT.negate().expm1().negate());
  }

  @Override
  public Expr perSample(Expr logT) {
    return logT.negate().expm1().square();
  }

  /** 1 − t⁻². */
  @Override
  public Expr derivative(Expr logT) {
    return logT.times(-2).expm1().negate();
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.negate().log1p().times(-0.5);
  }

  /** 2 − 2√(1 − y) = 2y / (1 + √(1 − y)), which does not cancel at 0, up to y = 1. */
  @Override
  public Expr conjugate(Expr y) {
    Expr inside = y.times(2).over(Expr.of(1).minus(y).sqrt().plus(1));
    return y.greaterThan(1).select(Expr.of(Double.POSITIVE_INFINITY), inside);
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
    return Double.POSITIVE_INFINITY;
  }
}
