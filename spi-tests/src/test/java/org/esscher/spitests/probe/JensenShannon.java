package org.esscher.spitests.probe;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/** f(t) = t log(2t/(t+1)) + log(2/(t+1)), which is twice the Jensen-Shannon divergence. */
@Component("jensen-shannon")
record JensenShannon() implements FDivergence {
  private static final double LOG_2 = Math.log(2);

  @Override
  public Expr generator(Expr logT) {
    return logT.exp().times(derivative(logT)).plus(Expr.of(LOG_2).minus(logT.softplus()));
  }

  @Override
  public Expr perSample(Expr logT) {
    Expr target = Expr.of(LOG_2).minus(logT.softplus());
    return derivative(logT).plus(logT.negate().exp().times(target));
  }

  @Override
  public Expr derivative(Expr logT) {
    return Expr.of(LOG_2).minus(logT.negate().softplus());
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.negate().plus(LOG_2).expm1().log().negate();
  }

  @Override
  public Expr conjugate(Expr y) {
    Expr inside = y.exp().negate().plus(2).log().negate();
    return Expr.of(LOG_2).greaterThan(y).select(inside, Expr.of(Double.POSITIVE_INFINITY));
  }

  @Override
  public double derivativeAtInfinity() {
    return LOG_2;
  }

  @Override
  public double derivativeAtZero() {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public double generatorAtZero() {
    return LOG_2;
  }
}
