package org.esscher.plugins.cmorl;

import org.esscher.api.Expr;

/** How the limit of an objective follows from its return G. The same for G ≥ 0. */
public enum ThresholdForm {
  /** β·G; of a negative return it asks for an improvement, which is infeasible at first. */
  RATIO {
    @Override
    Expr limit(Expr returns, double beta) {
      return returns.times(beta);
    }
  },
  /** G − (1 − β)·|G|. */
  MARGIN {
    @Override
    Expr limit(Expr returns, double beta) {
      return returns.minus(returns.abs().times(1 - beta));
    }
  };

  abstract Expr limit(Expr returns, double beta);
}
