package org.esscher.plugins.fdpo;

import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * Log-probs of whole answers, nats, at ROW.
 *
 * @param chosen log π of the preferred answer
 * @param rejected log π of the other
 * @param refChosen log π_ref of the preferred answer
 * @param refRejected log π_ref of the other
 */
record Pairs(Expr chosen, Expr rejected, Expr refChosen, Expr refRejected) {
  static Pairs of(Slot pairs) {
    return new Pairs(
        logp(pairs, "policy", "chosen"),
        logp(pairs, "policy", "rejected"),
        logp(pairs, "policy@ref", "chosen"),
        logp(pairs, "policy@ref", "rejected"));
  }

  private static Expr logp(Slot pairs, String role, String answer) {
    Expr logp = pairs.output(role, "logp", Level.ROW);
    return logp.at("completion", pairs.column(answer, Level.ROW)).as(answer + "_logp");
  }

  /** ℓ_w = log(π/π_ref) of the preferred answer. */
  Expr chosenLogRatio() {
    return chosen.minus(refChosen);
  }

  /** ℓ_l = log(π/π_ref) of the other. */
  Expr rejectedLogRatio() {
    return rejected.minus(refRejected);
  }

  /** 1 where a difference favors the preferred answer, ½ at a tie, else 0. */
  static Expr preferred(Expr difference) {
    return difference.sign().plus(1).times(0.5);
  }
}
