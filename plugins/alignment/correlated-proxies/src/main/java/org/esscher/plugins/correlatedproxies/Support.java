package org.esscher.plugins.correlatedproxies;

import org.esscher.api.Expr;

/** What outcomes without mass contribute to a divergence. */
final class Support {
  private Support() {}

  /** log π/p, 0 where both have no mass. */
  static Expr logRatio(Expr logPolicy, Expr logTarget) {
    return logTarget
        .equalTo(Double.NEGATIVE_INFINITY)
        .select(Expr.of(0), logPolicy.minus(logTarget));
  }

  /** An outcome's share, where p has mass; 0 or the share of π's mass outside of p elsewhere. */
  static Expr select(Expr logPolicy, Expr logTarget, Expr share, double outside) {
    Expr absent = logPolicy.equalTo(Double.NEGATIVE_INFINITY);
    Expr beyond = absent.select(Expr.of(0), Expr.of(outside));
    return logTarget.equalTo(Double.NEGATIVE_INFINITY).select(beyond, share);
  }
}
