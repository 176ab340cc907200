package org.esscher.plugins.oreal;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Losses;
import org.esscher.api.Slot;

/**
 * Whether rollouts are right.
 *
 * @param reward at ROW
 */
record Outcomes(Expr reward) {
  static Outcomes of(Slot samples) {
    return new Outcomes(samples.column("reward", ROW));
  }

  /** 1 where the reward is above 0, else 0. */
  Expr right() {
    return reward.greaterThan(0);
  }

  /** Refuses rewards of more than two values. */
  Losses requireBinary(Losses losses) {
    Expr zero = reward.equalTo(0);
    Expr minus = reward.equalTo(-1);
    Expr known = reward.equalTo(1).plus(zero).plus(minus);
    Expr both = zero.maximum(BATCH).plus(minus.maximum(BATCH));
    return losses
        .require(
            known, "rewards are outcomes: 1 for right, and -1 or 0 for wrong; threshold others")
        .require(
            Expr.of(2).greaterThan(both),
            "wrong rollouts have reward -1 in some rows and 0 in others; choose one");
  }
}
