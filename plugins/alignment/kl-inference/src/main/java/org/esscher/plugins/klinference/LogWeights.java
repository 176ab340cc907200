package org.esscher.plugins.klinference;

import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * Importance weights of the unnormalized posterior against the distribution that sampled, in log
 * space, with the normalizer of their scope.
 *
 * @param logRatio log P − log q of each row, −∞ allowed
 * @param logZ log Ẑ at the scope's level, −∞ where all ratios are 0
 */
record LogWeights(Expr logRatio, Expr logZ) {
  /** With {@code log Ẑ = logsumexp(log P − log q) − log n} over the rows of the scope. */
  static LogWeights of(Expr logRatio, Scope scope) {
    Level level = scope.level();
    return new LogWeights(logRatio, logRatio.logSumExp(level).minus(logRatio.count(level).log()));
  }

  /** Self-normalized weights; 0 throughout a scope without any mass. */
  Expr normalized() {
    Expr empty = logZ.equalTo(Double.NEGATIVE_INFINITY);
    return empty.select(Expr.of(0), logRatio.minus(logZ).exp());
  }

  /**
   * log Ẑ of each row's scope, averaged over the rows of scopes that have any mass; −∞ when none
   * has.
   */
  Expr meanLogZ() {
    if (logZ.level() == Level.BATCH) {
      return logZ;
    }
    Expr empty = logZ.equalTo(Double.NEGATIVE_INFINITY);
    Expr rows = logRatio.count(Level.GROUP);
    Expr total = empty.select(Expr.of(0), rows.times(logZ)).sum(Level.BATCH);
    Expr counted = empty.select(Expr.of(0), rows).sum(Level.BATCH);
    return counted.greaterThan(0).select(total.over(counted), Expr.of(Double.NEGATIVE_INFINITY));
  }

  /** (Σw)²/Σw² over the batch; 0 without any weight. */
  Expr effectiveSampleSize() {
    Expr weight = normalized();
    Expr squares = weight.square().sum(Level.BATCH);
    return squares
        .greaterThan(0)
        .select(weight.sum(Level.BATCH).square().over(squares), Expr.of(0));
  }
}
