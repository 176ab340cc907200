package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/** KL(p‖π) = Σ p log(p/π), with f(t) = −log t: mass-covering, infinite where π has no mass. */
@Component(
    value = "forward-kl",
    summary = "Kullback-Leibler divergence of the target from the policy, KL(p‖π)",
    paper = "Kullback and Leibler 1951, doi:10.1214/aoms/1177729694; f(t) = −log t")
public record ForwardKl() implements FDivergence {
  @Override
  public Expr generator(Expr logT) {
    return logT.negate();
  }

  @Override
  public Expr perSample(Expr logT) {
    return logT.times(derivative(logT));
  }

  @Override
  public Expr derivative(Expr logT) {
    return logT.negate().exp().negate();
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.negate().log().negate();
  }

  @Override
  public Expr conjugate(Expr y) {
    Expr inside = y.negate().log().plus(1).negate();
    return Expr.of(0).greaterThan(y).select(inside, Expr.of(Double.POSITIVE_INFINITY));
  }

  @Override
  public double derivativeAtInfinity() {
    return 0;
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
