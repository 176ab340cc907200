package org.esscher.plugins.klinference;

import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * Importance weights of the unnormalised posterior against the distribution that sampled, in log
 * space, with the normaliser of their scope: {@code log Ẑ = logsumexp(log P − log q) − log n}.
 *
 * @param logRatio log P − log q of each row, −∞ allowed
 * @param logZ log Ẑ at the scope's level, −∞ where all ratios are 0
 */
record LogWeights(Expr logRatio, Expr logZ) {
  static LogWeights of(Expr logRatio, Scope scope) {
    Level level = scope.level();
    return new LogWeights(logRatio, logRatio.logSumExp(level).minus(logRatio.count(level).log()));
  }

  /** Self-normalised weights; 0 throughout a scope without any mass. */
  Expr normalised() {
    Expr empty = logZ.equalTo(Double.NEGATIVE_INFINITY);
    return empty.select(Expr.of(0), logRatio.minus(logZ).exp());
  }

  /** log Ẑ of each row's scope, averaged over rows. */
  Expr meanLogZ() {
    return logRatio.times(0).plus(logZ).mean(Level.BATCH);
  }

  /** (Σw)²/Σw² over the batch. */
  Expr effectiveSampleSize() {
    Expr weight = normalised();
    return weight.sum(Level.BATCH).square().over(weight.square().sum(Level.BATCH));
  }
}
