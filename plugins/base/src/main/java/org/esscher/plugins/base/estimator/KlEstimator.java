package org.esscher.plugins.base.estimator;

import org.esscher.api.Expr;

/**
 * Estimators of KL(π‖π_ref) from samples of π, with d = log π − log π_ref (Schulman 2020,
 * "Approximating KL divergence"). What one of them reports and what descending it does are
 * different matters, so losses name them apart: to report, take {@link #K1} or {@link #K3}, which
 * are unbiased; to descend, {@link #K2}, the only one whose expected gradient is ∇KL(π‖π_ref).
 */
public enum KlEstimator {
  /**
   * d: unbiased, of either sign. Its derivative is ∇log π, zero in expectation: descending it does
   * nothing but add noise.
   */
  K1 {
    @Override
    public Expr of(Expr logp, Expr refLogp) {
      return logp.minus(refLogp);
    }

    @Override
    public Expr followed(Expr logp, Expr refLogp) {
      return Expr.of(0);
    }
  },
  /**
   * d²/2: never negative, biased. Its derivative d·∇log π is that of KL(π‖π_ref) in expectation.
   */
  K2 {
    @Override
    public Expr of(Expr logp, Expr refLogp) {
      return logp.minus(refLogp).square().times(0.5);
    }

    @Override
    public Expr followed(Expr logp, Expr refLogp) {
      return logp.minus(refLogp);
    }
  },
  /**
   * e⁻ᵈ − 1 + d: unbiased, never negative. Its derivative (1 − e⁻ᵈ)·∇log π is that of the forward
   * divergence KL(π_ref‖π) in expectation.
   */
  K3 {
    @Override
    public Expr of(Expr logp, Expr refLogp) {
      Expr logRatio = logp.minus(refLogp);
      return logRatio.negate().expm1().plus(logRatio);
    }

    @Override
    public Expr followed(Expr logp, Expr refLogp) {
      Expr logInverse = refLogp.minus(logp);
      return logInverse.exp().times(logInverse);
    }
  };

  /**
   * The estimator: what is reported, or differentiated in {@code logp}.
   *
   * @param logp log π of samples from π, nats, at TOKEN or ROW
   * @param refLogp log π_ref of the same samples, frozen
   * @return one estimate an element
   */
  public abstract Expr of(Expr logp, Expr refLogp);

  /**
   * The quantity whose expected value, over samples from π, has the gradient that descending this
   * estimator follows: nothing (0), KL(π‖π_ref) or KL(π_ref‖π).
   *
   * @param logp log π of whole samples from π, at ROW
   * @param refLogp log π_ref of the same samples
   * @return an unbiased estimate of that quantity a row, or the constant 0
   */
  public abstract Expr followed(Expr logp, Expr refLogp);
}
