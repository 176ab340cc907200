package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Losses;
import org.esscher.api.Slot;

/**
 * Log-ratios log π − log π_ref of whole answers, at ROW.
 *
 * @param chosen of the preferred answer
 * @param rejected of the other
 */
record PreferencePairs(Expr chosen, Expr rejected) {
  static PreferencePairs of(Slot pairs) {
    return new PreferencePairs(logRatio(pairs, "chosen"), logRatio(pairs, "rejected"));
  }

  private static Expr logRatio(Slot pairs, String answer) {
    Expr completion = pairs.column(answer, ROW);
    Expr logp = pairs.output("policy", "logp", ROW).at("completion", completion);
    Expr refLogp = pairs.output("policy@ref", "logp", ROW).at("completion", completion);
    return logp.as(answer + "_logp").minus(refLogp.as(answer + "_logp"));
  }

  Expr difference() {
    return chosen.minus(rejected);
  }

  /** The losses with the implicit rewards β(log π − log π_ref) that they are about. */
  Losses withRewards(Losses losses, double beta) {
    return losses
        .metric("accuracy", accuracy(difference()))
        .metric("margin", difference().times(beta).mean(BATCH))
        .metric("chosen_reward", chosen.times(beta).mean(BATCH))
        .metric("rejected_reward", rejected.times(beta).mean(BATCH));
  }

  /** Share of pairs whose difference has the sign of the preference; a tie counts half. */
  static Expr accuracy(Expr difference) {
    return difference.sign().plus(1).times(0.5).mean(BATCH);
  }
}
