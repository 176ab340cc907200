package org.esscher.plugins.correlatedproxies;

import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * What a policy's occupancy measure μ is compared with that of the base policy, μ_b, by: a penalty
 * a row and the reported value, as functions of d = log μ/μ_b at rows that the policy visited.
 */
public enum PenaltyType {
  /** √χ²(μ‖μ_b), the bound's own: (e^d − 1)/√χ², and the root of the mean of e^d − 1. */
  SQRT_CHI2 {
    @Override
    Expr penalty(Expr d, Expr chi2) {
      Expr excess = d.expm1();
      return chi2.greaterThan(0).select(excess.over(chi2.sqrt()), excess);
    }

    @Override
    Expr value(Expr d, Expr chi2) {
      return chi2.max(0).sqrt();
    }
  },
  /** χ²(μ‖μ_b): e^d − 1, half of the derivative, which coefficients absorb. */
  CHI2 {
    @Override
    Expr penalty(Expr d, Expr chi2) {
      return d.expm1();
    }

    @Override
    Expr value(Expr d, Expr chi2) {
      return d.expm1().mean(Level.BATCH);
    }
  },
  /** KL(μ‖μ_b): d. */
  KL {
    @Override
    Expr penalty(Expr d, Expr chi2) {
      return d;
    }

    @Override
    Expr value(Expr d, Expr chi2) {
      return d.mean(Level.BATCH);
    }
  },
  /**
   * Total variation: sign d, twice the derivative. The value is E_μ max(0, 1 − e^{−d}), which is
   * the mass that μ has in excess of μ_b.
   */
  TV {
    @Override
    Expr penalty(Expr d, Expr chi2) {
      return d.sign();
    }

    @Override
    Expr value(Expr d, Expr chi2) {
      return d.negate().expm1().negate().max(0).mean(Level.BATCH);
    }
  },
  /** Wasserstein distance, for which d is a critic with bounded weights and no log-ratio. */
  WASSERSTEIN {
    @Override
    Expr penalty(Expr d, Expr chi2) {
      return d;
    }

    @Override
    Expr value(Expr d, Expr chi2) {
      return d.mean(Level.BATCH);
    }
  };

  /**
   * The penalty of each row, for a coefficient of 1.
   *
   * @param d log-ratio, or critic, at ROW
   * @param chi2 the batch's trimmed estimate of χ²
   */
  abstract Expr penalty(Expr d, Expr chi2);

  /** The reported value, at BATCH. */
  abstract Expr value(Expr d, Expr chi2);
}
