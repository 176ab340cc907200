package org.esscher.plugins.correlatedproxies;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * The penalty for leaving the base policy's occupancy measure, as a reward a row: −λ times the
 * {@link PenaltyType}'s, with the estimated log-ratio bounded, and the whole bounded.
 *
 * @param type what is penalized
 * @param coef λ, in reward units
 * @param trim share of rows that the estimate of χ² drops at either end
 * @param ratioLogClip bound on |d|
 * @param penaltyClip bound on the penalty, in reward units
 */
record OccupancyPenalty(
    PenaltyType type, double coef, double trim, double ratioLogClip, double penaltyClip) {
  /** Refuses a coefficient that would drive the policy away from its base by mistake. */
  static void requireSign(String who, double coef, boolean repel) {
    if (!Double.isFinite(coef) || (coef < 0 && !repel)) {
      throw EsscherException.user(
          "%s: coef %s is negative or not finite; a negative one drives the policy away from the"
              + " base policy, and needs repel: true",
          who, coef);
    }
  }

  /** Infinite log-ratios are no knowledge of the ratio, and become 0; others are bounded. */
  private Expr bounded(Expr logRatio) {
    return finite(logRatio).select(logRatio, Expr.of(0)).clip(-ratioLogClip, ratioLogClip);
  }

  private static Expr finite(Expr logRatio) {
    return Expr.of(Double.POSITIVE_INFINITY).greaterThan(logRatio.abs());
  }

  /** The mean of e^d − 1 over rows of the policy, without the extremes. */
  private Expr chi2(Expr d) {
    return new TrimmedMean(trim, ratioLogClip).of(d, d.expm1(), Expr::expm1);
  }

  /** The reward term −λ·penalty, within ±penaltyClip. */
  Expr reward(Expr logRatio) {
    Expr d = bounded(logRatio);
    return type.penalty(d, chi2(d)).times(-coef).clip(-penaltyClip, penaltyClip);
  }

  /** What is reported, at BATCH, by name. */
  Map<String, Expr> report(String name, Expr logRatio) {
    Expr d = bounded(logRatio);
    Map<String, Expr> report = new LinkedHashMap<>();
    report.put(name, type.value(d, chi2(d)));
    Expr infinite = Expr.of(1).minus(finite(logRatio));
    Expr beyond = logRatio.abs().greaterThan(ratioLogClip);
    report.put("capped_fraction", beyond.minus(infinite).mean(Level.BATCH));
    report.put("nonfinite_fraction", infinite.mean(Level.BATCH));
    return report;
  }

  /** The quantities of a statistic over the slot's column {@code log_ratio}. */
  Map<String, Expr> quantities(String name, Expr logRatio) {
    Map<String, Expr> quantities = report(name, logRatio);
    quantities.put("penalty_reward", reward(logRatio));
    return quantities;
  }
}
