package org.esscher.plugins.correlatedproxies;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Statistic;

/**
 * χ²(μ‖μ_b) = E_μ[μ/μ_b] − 1 of occupancy measures, or its root. As a statistic it reads {@code
 * log_ratio}, an estimate d of log μ/μ_b at rows that the policy visited, and gives {@code chi2} or
 * {@code sqrt_chi2}, and a value a row, {@code penalty_reward}, −λ(e^d − 1), divided by √χ² for the
 * root: a term to add to the reward, without derivative. {@code capped_fraction} and {@code
 * nonfinite_fraction} count rows whose d was bounded, or infinite and taken as 0. Exact occupancy
 * measures, as lists that sum to 1, are compared as distributions.
 *
 * @param sqrt whether the root √χ² is the divergence instead of χ²
 * @param coef λ: weight of the penalty, in reward units
 * @param repel allows a negative λ, which drives the policy away from a bad base policy
 * @param trim share of rows that the estimate under the root drops at either end; where what is
 *     left is not above 0 the root is left out
 * @param ratioLogClip largest absolute value of the log-ratio d, nats; beyond it is clipped
 * @param penaltyClip bound on the penalty, in reward units
 */
@Component(
    value = "occupancy-chi2",
    summary = "χ² of occupancy measures, as a value and a penalty in the reward",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185")
public record OccupancyChi2(
    @Default("true") boolean sqrt,
    @Default("1") double coef,
    @Default("false") boolean repel,
    @Default("0.01")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double trim,
    @Default("10") @Positive @DecimalMax("700") double ratioLogClip,
    @Default("Infinity") @Positive double penaltyClip)
    implements DistributionDivergence, Statistic {
  /**
   * Checks.
   *
   * @param sqrt as for the record
   * @param coef as for the record
   * @param repel as for the record
   * @param trim as for the record
   * @param ratioLogClip as for the record
   * @param penaltyClip as for the record
   */
  public OccupancyChi2 {
    OccupancyPenalty.requireSign("occupancy-chi2", coef, repel);
  }

  @Override
  public Map<String, Expr> quantities(Inputs in) {
    PenaltyType type = sqrt ? PenaltyType.SQRT_CHI2 : PenaltyType.CHI2;
    return new OccupancyPenalty(type, coef, trim, ratioLogClip, penaltyClip)
        .quantities(sqrt ? "sqrt_chi2" : "chi2", in.slot("samples").column("log_ratio", Level.ROW));
  }

  @Override
  public Expr between(Expr logPolicy, Expr logTarget, Level to) {
    Expr excess = Support.logRatio(logPolicy, logTarget).expm1();
    Expr both = logTarget.exp().times(excess.square());
    Expr chi2 = Support.select(logPolicy, logTarget, both, Double.POSITIVE_INFINITY).sum(to);
    // Without a floor the root of 0 has no derivative.
    return sqrt ? chi2.greaterThan(0).select(chi2.max(Double.MIN_NORMAL).sqrt(), Expr.of(0)) : chi2;
  }
}
