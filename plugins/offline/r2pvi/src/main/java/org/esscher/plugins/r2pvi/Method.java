package org.esscher.plugins.r2pvi;

import java.util.Locale;
import org.esscher.api.Learner;

/** A way to plan from one log, as the recipe compares them. */
public enum Method {
  /** R2PVI under total variation. */
  TV(Regularizer.TV),
  /** R2PVI under KL. */
  KL(Regularizer.KL),
  /** R2PVI under chi-square. */
  CHI2(Regularizer.CHI2),
  /** Pessimistic value iteration without robustness. */
  PEVI {
    @Override
    Learner learner(R2pvi config, double rho) {
      return new Pevi(
          config.beta(),
          config.ridge(),
          config.horizon(),
          config.hasFailState(),
          config.theta(),
          config.lowerClip());
    }
  },
  /** Value iteration that is robust in a ball of total variation. */
  DRPVI {
    @Override
    Learner learner(R2pvi config, double rho) {
      return ball(Ball.TV, config, rho);
    }
  },
  /** Value iteration that is robust in a ball of KL. */
  DRVI_L {
    @Override
    Learner learner(R2pvi config, double rho) {
      return ball(Ball.KL, config, rho);
    }
  };

  private final Regularizer divergence;

  Method(Regularizer divergence) {
    this.divergence = divergence;
  }

  Method() {
    this(Regularizer.KL);
  }

  static Method of(Regularizer divergence) {
    return valueOf(divergence.name());
  }

  /** As tables and metrics call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The learner.
   *
   * @param config what all methods share
   * @param rho radius of balls
   */
  Learner learner(R2pvi config, double rho) {
    return new R2pvi(
        divergence,
        config.lambda(),
        config.beta(),
        config.ridge(),
        config.horizon(),
        config.bonus(),
        config.hasFailState(),
        config.theta(),
        config.alphaGrid(),
        config.lowerClip(),
        config.varianceAware() && divergence == Regularizer.TV,
        config.queries());
  }

  private static Learner ball(Ball ball, R2pvi config, double rho) {
    return new Drpvi(
        ball,
        rho,
        config.beta(),
        config.ridge(),
        config.horizon(),
        config.bonus(),
        config.hasFailState(),
        config.theta(),
        config.alphaGrid(),
        config.lowerClip());
  }
}
