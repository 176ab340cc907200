package org.esscher.plugins.odice;

import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Slot;

/**
 * Logged steps and what a value says of both of their ends. With twins, the current value is a
 * vector of two heads and the target's is the smaller one.
 *
 * @param slot {@code observation, reward, next_observation, terminated}
 * @param gamma γ
 * @param twin whether the value has two heads
 */
record Transitions(Slot slot, double gamma, boolean twin) {
  private static final String TARGET = "value@target";

  static Transitions of(Slot slot, double gamma, boolean twin) {
    return new Transitions(slot, gamma, twin);
  }

  /** V(s), a number a head. */
  Expr value() {
    return slot.output("value", twin ? "value_members" : "value", ROW).as("value");
  }

  /** V(s′), a number a head. */
  Expr nextValue() {
    return next(slot.output("value", twin ? "value_members" : "value", ROW), "next_value");
  }

  /** V̄(s). */
  Expr targetValue() {
    return slot.output(TARGET, twin ? "value_min" : "value", ROW).as("value");
  }

  /** V̄(s′). */
  Expr targetNextValue() {
    return next(slot.output(TARGET, twin ? "value_min" : "value", ROW), "next_value");
  }

  private Expr next(Expr value, String column) {
    return value.at("observation", slot.column("next_observation", ROW)).as(column);
  }

  /** r + γ·(1 − terminated)·(value of s′) − (value of s). */
  Expr residual(Expr next, Expr here) {
    Expr discount = Expr.of(1).minus(slot.column("terminated", ROW)).times(gamma);
    return slot.column("reward", ROW).plus(discount.times(next)).minus(here);
  }
}
