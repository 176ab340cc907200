package org.esscher.plugins.genarm;

import org.esscher.api.Expr;

/** A decreasing function of by how much the preferred answer's reward is larger. */
public enum PairLoss {
  /** −log σ(h), the likelihood of Bradley and Terry. */
  SIGMOID {
    @Override
    Expr of(Expr h) {
      return h.negate().softplus();
    }
  },
  /** max(0, 1 − h), whose slope at h = 1 is 0. */
  HINGE {
    @Override
    Expr of(Expr h) {
      Expr missing = Expr.of(1).minus(h);
      return missing.greaterThan(0).select(missing, Expr.of(0));
    }
  };

  abstract Expr of(Expr h);
}
