package org.esscher.plugins.klinference;

import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/** How varied a batch is: a collapsed policy repeats itself. */
final class UniqueFraction {
  private UniqueFraction() {}

  /**
   * Distinct (prompt, completion), or (prompt, action) in logs of decisions, by rows; 1 where a
   * batch has neither column, and the smaller where it has both.
   */
  static Expr of(Slot samples) {
    return distinct(samples, "completion").min(distinct(samples, "action"));
  }

  /** Counts rows, whatever their weights: which of several equal rows is first must not matter. */
  private static Expr distinct(Slot samples, String column) {
    Expr weight = samples.weight();
    Expr one = weight.greaterThan(0).select(Expr.of(1).over(weight), Expr.of(0));
    Expr first = samples.firstOccurrence("prompt_id", column);
    return first.times(one).sum(Level.BATCH).over(one.sum(Level.BATCH));
  }
}
