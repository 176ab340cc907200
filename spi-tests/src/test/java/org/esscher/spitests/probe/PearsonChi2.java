package org.esscher.spitests.probe;

import org.esscher.api.Component;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/** f(t) = (t − 1)², with the conjugate over t ≥ 0. */
@Component("pearson-chi2")
record PearsonChi2() implements FDivergence {
  @Override
  public Expr generator(Expr logT) {
    return logT.expm1().square();
  }

  @Override
  public Expr perSample(Expr logT) {
    Expr half = logT.times(.5);
    return half.exp().minus(half.negate().exp()).square();
  }

  @Override
  public Expr derivative(Expr logT) {
    return logT.expm1().times(2);
  }

  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.times(.5).log1p();
  }

  @Override
  public Expr conjugate(Expr y) {
    Expr ratio = y.times(.5).plus(1).max(0);
    return y.times(ratio).minus(ratio.minus(1).square());
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
