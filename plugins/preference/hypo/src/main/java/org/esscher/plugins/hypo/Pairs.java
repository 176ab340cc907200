package org.esscher.plugins.hypo;

import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Slot;

/**
 * Log-ratios log π/π_ref of whole answers, nats, at ROW.
 *
 * @param chosen of the preferred answer
 * @param rejected of the other
 */
record Pairs(Expr chosen, Expr rejected) {
  static Pairs of(Slot pairs) {
    return new Pairs(logRatio(pairs, "chosen"), logRatio(pairs, "rejected"));
  }

  private static Expr logRatio(Slot pairs, String answer) {
    return logp(pairs, "policy", answer).minus(logp(pairs, "policy@ref", answer));
  }

  /** The log-prob of one of the two answers. */
  static Expr logp(Slot pairs, String role, String answer) {
    Expr logp = pairs.output(role, "logp", ROW);
    return logp.at("completion", pairs.column(answer, ROW)).as(answer + "_logp");
  }
}
