package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/** KL(π‖p) = Σ π log(π/p), with f(t) = t log t: mode-seeking, infinite where p has no mass. */
@Component(
    value = "reverse-kl",
    summary = "Kullback-Leibler divergence of the policy from the target, KL(π‖p)",
    paper = "Kullback and Leibler 1951, doi:10.1214/aoms/1177729694; f(t) = t log t")
public record ReverseKl() implements FDivergence {
  @Override
  public Expr generator(Expr logT) {
    return logT.exp().times(logT);
  }

  @Override
  public Expr perSample(Expr logT) {
    return logT;
  }

  @Override
  public Expr derivative(Expr logT) {
    return logT.plus(1);
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.minus(1);
  }

  @Override
  public Expr conjugate(Expr y) {
    return y.minus(1).exp();
  }

  @Override
  public double derivativeAtInfinity() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double derivativeAtZero() {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public double generatorAtZero() {
    return 0;
  }
}
