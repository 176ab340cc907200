package org.esscher.plugins.odice;

import org.esscher.api.Expr;

/**
 * The convex function f of the divergence between the visits that are sought and those of the log:
 * what the dual needs of it is its conjugate for ratios x ≥ 0, f*(y) = max over x ≥ 0 of x·y −
 * f(x).
 */
public enum ConvexFunction {
  /** f(x) = (x − 1)², Pearson's χ². */
  CHI_SQUARE {
    /** y·x − (x − 1)² at x = max(y/2 + 1, 0), where it is largest; −1 from y = −2 down. */
    @Override
    Expr conjugate(Expr y) {
      Expr x = y.times(0.5).plus(1).max(0);
      return y.times(x).minus(x.minus(1).square());
    }

    /** max(y, 0), as the authors' program has it, and not the x of the conjugate. */
    @Override
    Expr policyWeight(Expr y) {
      return y.max(0);
    }
  },

  /** f(x) = x·log x, the reverse Kullback-Leibler divergence. */
  REVERSE_KL {
    /** exp(y − 1), and so is the x where it is attained. */
    @Override
    Expr conjugate(Expr y) {
      return y.minus(1).exp();
    }

    @Override
    Expr policyWeight(Expr y) {
      return y.minus(1).exp();
    }
  };

  /** f*(y). */
  abstract Expr conjugate(Expr y);

  /** How much a step with the residual y counts when its action is cloned; at least 0. */
  abstract Expr policyWeight(Expr y);
}
