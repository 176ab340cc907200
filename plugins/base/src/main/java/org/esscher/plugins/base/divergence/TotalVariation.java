package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/**
 * Total variation, ½ Σ |π − p|, within [0, 1]: f(t) = |t − 1|/2. Its derivative is a sign (0 at t =
 * 1), and has no inverse.
 */
@Component(
    value = "total-variation",
    summary = "half the sum of absolute differences, ½ Σ |π − p|",
    paper = "Csiszár 1967; f(t) = |t − 1|/2")
public record TotalVariation() implements FDivergence {
  @Override
  public Expr generator(Expr logT) {
    return logT.expm1().abs().times(0.5);
  }

  @Override
  public Expr perSample(Expr logT) {
    return logT.negate().expm1().abs().times(0.5);
  }

  @Override
  public Expr derivative(Expr logT) {
    return logT.sign().times(0.5);
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    throw EsscherException.user(
        "the inverse of f′ was asked of total-variation, whose f′ is ½ sign(t − 1) and has none;"
            + " choose a divergence with a strictly increasing f′, such as reverse-kl");
  }

  /** max(y, −½) up to y = ½. */
  @Override
  public Expr conjugate(Expr y) {
    return y.greaterThan(0.5).select(Expr.of(Double.POSITIVE_INFINITY), y.max(-0.5));
  }

  @Override
  public double derivativeAtInfinity() {
    return 0.5;
  }

  @Override
  public double derivativeAtZero() {
    return -0.5;
  }

  @Override
  public double generatorAtZero() {
    return 0.5;
  }

  @Override
  public boolean derivativeInvertible() {
    return false;
  }
}
