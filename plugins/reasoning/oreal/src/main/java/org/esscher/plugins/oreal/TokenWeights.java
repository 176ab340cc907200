package org.esscher.plugins.oreal;

import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;

/**
 * How much the tokens of a rollout matter, by S = σ(v) of the token scores w: v is w, or the mean
 * of w up to the token. Without derivative.
 *
 * @param config the estimator's configuration
 * @param s S at TOKEN
 */
record TokenWeights(Oreal config, Expr s) {
  /** More than the 52 digits of a number within [0, 1]. */
  private static final int HALVINGS = 54;

  /** Below the share of one token of any row. */
  private static final double ROUNDING = 1e-9;

  static TokenWeights of(Oreal config, Expr scores) {
    Expr w = scores.stop();
    Expr v = config.weightScore() == Oreal.WeightScore.RAW ? w : runningMean(w);
    return new TokenWeights(config, v.sigmoid());
  }

  /** (1/t) Σ_{j≤t} w_j: what is left of the row's sum without the tokens behind. */
  private static Expr runningMean(Expr w) {
    Expr ones = w.greaterThan(Double.POSITIVE_INFINITY).plus(1);
    return upTo(w).over(upTo(ones));
  }

  private static Expr upTo(Expr x) {
    return x.sum(ROW).minus(x.suffixSum(Expr.of(1))).plus(x);
  }

  /** ω⁺, for right rollouts. */
  Expr right() {
    double threshold = config.thresholdPos();
    return switch (config.rescale()) {
      case THRESHOLD -> s.minus(threshold).max(0).over(1 - threshold);
      case TOPK -> largest(s);
    };
  }

  /** ω⁻, for wrong rollouts. */
  Expr wrong() {
    double threshold = config.thresholdNeg();
    return switch (config.rescale()) {
      case THRESHOLD -> Expr.of(threshold).minus(s).max(0).over(threshold);
      case TOPK -> largest(s.negate());
    };
  }

  /**
   * 1 on the ⌈ratio·T⌉ largest values of a row within [−1, 1], and on those that tie with the last
   * of them. The largest bound that so many values exceed is found by halving.
   */
  private Expr largest(Expr values) {
    Expr wanted = values.count(ROW).times(config.topkRatio()).minus(ROUNDING);
    Expr low = values.count(ROW).times(0).minus(2);
    Expr high = low.plus(4);
    for (int i = 0; i < HALVINGS; i++) {
      Expr middle = low.plus(high).over(2);
      Expr enough = values.greaterThan(middle).sum(ROW).greaterThan(wanted);
      low = enough.select(middle, low);
      high = enough.select(high, middle);
    }
    return values.greaterThan(low);
  }
}
