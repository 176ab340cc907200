package org.esscher.plugins.fdpo;

import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * The expected calibration error of p̂ = σ(z), Σ_b (n_b/n) |accuracy_b − mean p̂_b| over bins [b/B,
 * (b+1)/B) of p̂, the last one closed.
 *
 * <p>Each pair is presented in both orders (the first-presented wins, or it doesn't): the
 * expectation over a random order, so that the error depends neither on how a file orders answers
 * nor on a generator.
 *
 * @param bins number of bins B, at least 1
 */
record CalibrationError(int bins) {
  /** The error at BATCH, of margins z at ROW. */
  Expr of(Expr z) {
    Expr wins = z.stop().sigmoid();
    Expr loses = z.stop().negate().sigmoid();
    Expr error = Expr.of(0);
    for (int bin = 0; bin < bins; bin++) {
      // Where the first-presented wins, 1 − p̂ = σ(−z); where it loses, p̂ = σ(−z) and 0 − p̂.
      Expr gap = inBin(wins, bin).times(loses).minus(inBin(loses, bin).times(loses));
      error = error.plus(gap.mean(Level.BATCH).abs());
    }
    return error.over(2);
  }

  private Expr inBin(Expr p, int bin) {
    Expr below = Expr.of((double) bin / bins).greaterThan(p);
    Expr notBelow = Expr.of(1).minus(below);
    return bin == bins - 1 ? notBelow : notBelow.times(Expr.of((bin + 1.0) / bins).greaterThan(p));
  }
}
