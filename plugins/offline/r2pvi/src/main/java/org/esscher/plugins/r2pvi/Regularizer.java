package org.esscher.plugins.r2pvi;

import org.esscher.api.Divergence;
import org.esscher.api.RobustDual;

/** What nature pays for another distribution, in units of λ. */
public enum Regularizer {
  /** Total variation, half of the absolute differences. */
  TV {
    @Override
    Divergence divergence(int alphaGrid) {
      return new RobustTv();
    }

    @Override
    RobustDual.Range range(double worst, double low, double high) {
      return new RobustDual.Range(worst, Math.max(worst, low), high);
    }
  },
  /** Kullback-Leibler, KL(μ‖μ₀). */
  KL {
    @Override
    Divergence divergence(int alphaGrid) {
      return new RobustKl();
    }

    @Override
    RobustDual.Range range(double worst, double low, double high) {
      return new RobustDual.Range(low, low, high);
    }
  },
  /** Pearson's chi-square. */
  CHI2 {
    @Override
    Divergence divergence(int alphaGrid) {
      return new RobustChi2(alphaGrid);
    }

    @Override
    RobustDual.Range range(double worst, double low, double high) {
      return new RobustDual.Range(0, Math.max(0, low), high);
    }
  };

  /**
   * The divergence.
   *
   * @param alphaGrid of chi-square
   */
  abstract Divergence divergence(int alphaGrid);

  /**
   * What the dual is told of estimated values, which without a lower clip may be below 0.
   *
   * @param worst value of the state that is known to be the worst
   * @param low least value in the log
   * @param high greatest value that there can be
   */
  abstract RobustDual.Range range(double worst, double low, double high);
}
