package org.esscher.plugins.base.divergence;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * The Rényi divergence of order a, log(Σ π^a p^(1−a)) / (a − 1). It grows with the order; its limit
 * at 1 is KL(π‖p). No f-divergence, since the logarithm stands outside the sum.
 *
 * @param order a, above 0 and other than 1
 */
@Component(
    value = "renyi",
    summary = "Rényi divergence of an order, log(Σ π^a p^(1−a)) / (a − 1)",
    paper =
        "Rényi 1961; van Erven and Harremoës 2014, arXiv 1206.2459, with the"
            + " conventions 0/0 = 0 and x/0 = ∞")
public record Renyi(@Default("2") @Positive double order) implements DistributionDivergence {
  /**
   * Checks the order.
   *
   * @param order as for the record
   */
  public Renyi {
    if (order == 1) {
      throw EsscherException.user(
          "renyi was asked for order 1, where its formula is 0/0 and its limit is KL(π‖p); use"
              + " reverse-kl");
    }
  }

  @Override
  public Expr between(Expr logPolicy, Expr logTarget, Level to) {
    Expr nothing = Expr.of(Double.NEGATIVE_INFINITY);
    Expr powers = logPolicy.times(order).plus(logTarget.times(1 - order));
    return logPolicy
        .equalTo(Double.NEGATIVE_INFINITY)
        .select(nothing, powers)
        .logSumExp(to)
        .over(order - 1);
  }
}
