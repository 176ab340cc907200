package org.esscher.plugins.base.divergence;

import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/**
 * Twice the Jensen-Shannon divergence, KL(π‖m) + KL(p‖m) with m = (π + p)/2, within [0, 2 log 2]:
 * f(t) = t log t − (t + 1) log((t + 1)/2).
 *
 * @param halve whether to report the Jensen-Shannon divergence itself, f/2 in every form
 */
@Component(
    value = "jensen-shannon",
    summary = "KL(π‖m) + KL(p‖m) to the even mixture m; twice the Jensen-Shannon divergence",
    paper =
        "Lin 1991, doi:10.1109/18.61115; generator of Nowozin et al. 2016, arXiv 1606.00709, table"
            + " 1")
public record JensenShannon(@Default("false") boolean halve) implements FDivergence {
  private static final double LOG_2 = Math.log(2);

  @Override
  public Expr generator(Expr logT) {
    return scaled(logT.exp().times(policyShare(logT)).plus(targetShare(logT)));
  }

  @Override
  public Expr perSample(Expr logT) {
    return scaled(policyShare(logT).plus(logT.negate().exp().times(targetShare(logT))));
  }

  @Override
  public Expr derivative(Expr logT) {
    return scaled(policyShare(logT));
  }

  /** t = 1 / (2 e⁻ʸ − 1) = eʸ / (2 − eʸ). */
  @Override
  public Expr logInverseDerivative(Expr y) {
    Expr whole = whole(y);
    return whole.minus(logTwoLessExp(whole));
  }

  @Override
  public Expr conjugate(Expr y) {
    Expr whole = whole(y);
    return Expr.of(LOG_2)
        .greaterThan(whole)
        .select(scaled(logTwoLessExp(whole).negate()), Expr.of(Double.POSITIVE_INFINITY));
  }

  @Override
  public double derivativeAtInfinity() {
    return scale() * LOG_2;
  }

  @Override
  public double derivativeAtZero() {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public double generatorAtZero() {
    return scale() * LOG_2;
  }

  /** log(π/m) = log(2t / (t + 1)). */
  private static Expr policyShare(Expr logT) {
    return Expr.of(LOG_2).minus(logT.negate().softplus());
  }

  /** log(p/m) = log(2 / (t + 1)). */
  private static Expr targetShare(Expr logT) {
    return Expr.of(LOG_2).minus(logT.softplus());
  }

  /** log(2 − eʸ), accurate near y = 0. */
  private static Expr logTwoLessExp(Expr y) {
    return y.expm1().negate().log1p();
  }

  private double scale() {
    return halve ? 0.5 : 1;
  }

  private Expr scaled(Expr whole) {
    return halve ? whole.times(0.5) : whole;
  }

  /** A derivative of f as one of the generator that is not halved. */
  private Expr whole(Expr y) {
    return halve ? y.times(2) : y;
  }
}
