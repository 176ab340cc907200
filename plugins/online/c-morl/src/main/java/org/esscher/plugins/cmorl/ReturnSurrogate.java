package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.BATCH;

import org.esscher.api.Expr;

/** Ĝ, the returns of the current policy as the batch of an older one tells them. */
public enum ReturnSurrogate {
  /**
   * clip(ρ)·R̄, one vector per row, as in the released code. At ρ = 1 its expected derivative is
   * R̄·E[∇ log π] = 0: it holds the policy near the old one, and constrains no return.
   */
  RATIO {
    @Override
    Expr returns(Expr clippedRatio, Expr meanReturns, Expr advantages) {
      return clippedRatio.times(meanReturns);
    }
  },
  /**
   * R̄ + the batch's mean of (clip(ρ) − 1)·A, whose expected derivative at ρ = 1 is that of the
   * returns, per step.
   */
  ADVANTAGE {
    @Override
    Expr returns(Expr clippedRatio, Expr meanReturns, Expr advantages) {
      return meanReturns.plus(clippedRatio.minus(1).times(advantages).mean(BATCH));
    }
  };

  /**
   * The returns.
   *
   * @param clippedRatio clip(ρ), at ROW
   * @param meanReturns R̄, a vector at BATCH
   * @param advantages A, a vector at ROW
   * @return a vector, at ROW or BATCH
   */
  abstract Expr returns(Expr clippedRatio, Expr meanReturns, Expr advantages);
}
