package org.esscher.runtime.internal.expression;

import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a {@link Program}.
 *
 * @param id its place; operands come before
 * @param expr what it computes; of a broadcast, its operand's
 * @param broadcast whether it spreads its operand over finer or wider elements
 * @param args operands' places
 * @param slot the slot, or null at BATCH
 * @param level where it lives
 * @param width components of an element
 * @param pass the sweep after which it is known (BATCH), or before which it can't be computed
 *     (finer levels)
 * @param leaf the bound column, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nodes are told apart by their id
record Node(
    int id,
    Expr expr,
    boolean broadcast,
    int[] args,
    @Nullable String slot,
    Level level,
    int width,
    int pass,
    @Nullable BoundLeaf leaf) {

  /** Whether its value is one for the whole batch. */
  boolean batch() {
    return level == Level.BATCH;
  }

  /** Whether it reduces elements of a slot to one value for the whole batch. */
  boolean accumulates() {
    return batch() && !broadcast && isReduction(expr.op());
  }

  boolean reduces() {
    return !broadcast && isReduction(expr.op());
  }

  static boolean isReduction(Op op) {
    return switch (op) {
      case SUM, COUNT, MAXIMUM, MINIMUM, LOG_SUM_EXP -> true;
      default -> false;
    };
  }
}
