package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/** Pearson's χ²(π‖p) = Σ (π − p)²/p, with f(t) = (t − 1)²: infinite where p has no mass. */
@Component(
    value = "pearson-chi2",
    summary = "Pearson's chi-squared divergence, Σ (π − p)²/p",
    paper = "Pearson 1900, doi:10.1080/14786440009463897; f(t) = (t − 1)²")
public record PearsonChi2() implements FDivergence {
  @Override
  public Expr generator(Expr logT) {
    return logT.expm1().square();
  }

  /** (t − 1)(1 − 1/t). */
  @Override
  public Expr perSample(Expr logT) {
    return logT.expm1().times(logT.negate().expm1().negate());
  }

  @Override
  public Expr derivative(Expr logT) {
    return logT.expm1().times(2);
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.times(0.5).log1p();
  }

  /** y + y²/4 from y = −2 on; below, the supremum is at t = 0. */
  @Override
  public Expr conjugate(Expr y) {
    Expr inside = y.times(y.times(0.25).plus(1));
    return y.greaterThan(-2).select(inside, Expr.of(-1));
  }

  @Override
  public double derivativeAtInfinity() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double derivativeAtZero() {
    return -2;
  }

  @Override
  public double generatorAtZero() {
    return 1;
  }
}
