package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Slot;

/**
 * Half the error of a critic of vectors that is held near its old value: ½·mean over rows and
 * objectives of max{(V − R)², (V_old + clip(V − V_old, ±ε) − R)²}, the plain one where they are
 * equal.
 */
final class CriticError {
  private CriticError() {}

  /**
   * The error.
   *
   * @param steps with {@code old_value}, and {@code value} of the role {@code value}
   * @param returns R, a vector at ROW
   * @param eps ε
   */
  static Expr of(Slot steps, Expr returns, double eps) {
    Expr value = steps.output("value", "value", ROW);
    Expr old = steps.column("old_value", ROW);
    Expr plain = value.minus(returns).square();
    Expr near = old.plus(value.minus(old).clip(-eps, eps)).minus(returns).square();
    return plain.max(near).meanComponents().mean(BATCH).times(0.5);
  }
}
