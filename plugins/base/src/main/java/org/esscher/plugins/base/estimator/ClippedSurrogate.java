package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;

import org.esscher.api.Expr;

/**
 * The clipped surrogate of Schulman et al. 2017 (arXiv 1707.06347, equation 7), token by token:
 * min(ρA, clip(ρ, 1 − low, 1 + high)·A), larger is better.
 *
 * @param logRatio log ρ = log π − log π_old, at TOKEN
 * @param advantage A, at TOKEN or coarser
 * @param clipLow how far the ratio may fall below 1
 * @param clipHigh how far the ratio may rise above 1
 */
record ClippedSurrogate(Expr logRatio, Expr advantage, double clipLow, double clipHigh) {
  Expr surrogate() {
    return unclipped().min(clipped());
  }

  /** Share of tokens that the clip leaves without a gradient. */
  Expr clipFraction() {
    return unclipped().greaterThan(clipped()).mean(BATCH);
  }

  /** k3 of KL(π_old‖π) from samples of π_old: ρ − 1 − log ρ, the mean over tokens. */
  Expr approximateKl() {
    return logRatio.expm1().minus(logRatio).mean(BATCH);
  }

  private Expr unclipped() {
    return logRatio.exp().times(advantage);
  }

  private Expr clipped() {
    return logRatio.exp().clip(1 - clipLow, 1 + clipHigh).times(advantage);
  }
}
