package org.esscher.plugins.correlatedproxies;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Statistic;

/**
 * KL(μ‖μ_b) = E_μ[log μ/μ_b] of occupancy measures, a baseline of the paper. As a statistic it
 * reads {@code log_ratio}, an estimate d of log μ/μ_b at rows that the policy visited, and gives
 * {@code kl}, the mean of d, and a value a row, {@code penalty_reward}, −λ d: a term to add to the
 * reward, without derivative. {@code capped_fraction} and {@code nonfinite_fraction} count rows
 * whose d was bounded, or infinite and taken as 0. Exact occupancy measures, as lists that sum to
 * 1, are compared as distributions.
 *
 * @param coef λ, in reward units per nat
 * @param repel allows a negative λ, which drives the policy away from a bad base policy
 * @param ratioLogClip largest absolute value of the log-ratio d, nats; beyond it is clipped
 * @param penaltyClip bound on the penalty, in reward units
 */
@Component(
    value = "occupancy-kl",
    summary = "KL divergence of occupancy measures, as a value and a penalty in the reward",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185")
public record OccupancyKl(
    @Default("1") double coef,
    @Default("false") boolean repel,
    @Default("10") @Positive @DecimalMax("700") double ratioLogClip,
    @Default("Infinity") @Positive double penaltyClip)
    implements DistributionDivergence, Statistic {
  /**
   * Checks.
   *
   * @param coef as for the record
   * @param repel as for the record
   * @param ratioLogClip as for the record
   * @param penaltyClip as for the record
   */
  public OccupancyKl {
    OccupancyPenalty.requireSign("occupancy-kl", coef, repel);
  }

  @Override
  public Map<String, Expr> quantities(Inputs in) {
    return new OccupancyPenalty(PenaltyType.KL, coef, 0, ratioLogClip, penaltyClip)
        .quantities("kl", in.slot("samples").column("log_ratio", Level.ROW));
  }

  @Override
  public Expr between(Expr logPolicy, Expr logTarget, Level to) {
    Expr absent = logPolicy.equalTo(Double.NEGATIVE_INFINITY);
    Expr both =
        absent.select(Expr.of(0), logPolicy.exp().times(Support.logRatio(logPolicy, logTarget)));
    return Support.select(logPolicy, logTarget, both, Double.POSITIVE_INFINITY).sum(to);
  }
}
