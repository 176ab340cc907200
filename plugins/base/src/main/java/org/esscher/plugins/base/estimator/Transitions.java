package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Slot;

/**
 * Logged steps: {@code observation, action, reward, next_observation, terminated}, and {@code
 * discount} where a row spans several steps.
 *
 * @param slot the rows
 * @param discount γ, where the rows have none
 */
record Transitions(Slot slot, double discount) {
  /** The observation that a step led to. */
  Expr next() {
    return slot.column("next_observation", ROW);
  }

  /** r + γ·(1 − terminated)·V: what a step paid and what follows is worth. */
  Expr target(Expr next) {
    Expr follows = Expr.of(1).minus(slot.column("terminated", ROW));
    Expr factor = slot.columnOr("discount", ROW, discount).times(follows);
    return slot.column("reward", ROW).plus(factor.times(next));
  }
}
