package org.esscher.plugins.base.divergence;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;

/**
 * The α-divergence with f(t) = (t^(1−α) − (1 − α)t − α) / (α(α − 1)), which joins the reverse KL
 * divergence (α → 0) to the forward one (α → 1). At ½ it is twice the squared Hellinger distance.
 *
 * <p>Limits: f′(t) = (1 − t^−α)/α gives f′(0+) = −∞ and f′(∞) = 1/α; f(0+) = −α/(α(α − 1)) = 1/(1 −
 * α).
 *
 * @param alpha α, within (0, 1): near 0 like KL(π‖p), near 1 like KL(p‖π)
 */
@Component(
    value = "alpha",
    summary = "α-divergence, from KL(π‖p) at α → 0 to KL(p‖π) at α → 1",
    paper =
        "Cichocki and Amari 2010, doi:10.3390/e12061532; generator of Wang et al. 2023, arXiv"
            + " 2309.16240")
public record AlphaDivergence(
    @Default("0.5")
        @DecimalMin(value = "0", inclusive = false, message = "must be within (0, 1)")
        @DecimalMax(value = "1", inclusive = false, message = "must be within (0, 1)")
        double alpha)
    implements FDivergence {
  /**
   * With b = 1 − α: (t f′(t) − (t − 1))/b, or ((t − 1) − (t^b − 1)/b)/α. Both are f; dividing by
   * the larger of the two keeps the difference from being blown up at either end.
   */
  @Override
  public Expr generator(Expr logT) {
    double complement = 1 - alpha;
    Expr excess = logT.expm1();
    if (alpha <= 0.5) {
      return logT.exp().times(derivative(logT)).minus(excess).over(complement);
    }
    return excess.minus(logT.times(complement).expm1().over(complement)).over(alpha);
  }

  /** The generator's two forms over t. */
  @Override
  public Expr perSample(Expr logT) {
    double complement = 1 - alpha;
    Expr excess = logT.negate().expm1().negate();
    if (alpha <= 0.5) {
      return derivative(logT).minus(excess).over(complement);
    }
    Expr power = logT.times(complement).expm1().over(complement);
    return excess.minus(logT.negate().exp().times(power)).over(alpha);
  }

  /** (1 − t^−α)/α. */
  @Override
  public Expr derivative(Expr logT) {
    return logT.times(-alpha).expm1().over(-alpha);
  }

  /** t = (1 − αy)^(−1/α). */
  @Override
  public Expr logInverseDerivative(Expr y) {
    return y.times(-alpha).log1p().over(-alpha);
  }

  /** (t^(1−α) − 1)/(1 − α) at the t with f′(t) = y, below y = 1/α. */
  @Override
  public Expr conjugate(Expr y) {
    double complement = 1 - alpha;
    Expr inside = logInverseDerivative(y).times(complement).expm1().over(complement);
    return Expr.of(1 / alpha).greaterThan(y).select(inside, Expr.of(Double.POSITIVE_INFINITY));
  }

  @Override
  public double derivativeAtInfinity() {
    return 1 / alpha;
  }

  @Override
  public double derivativeAtZero() {
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public double generatorAtZero() {
    return 1 / (1 - alpha);
  }
}
