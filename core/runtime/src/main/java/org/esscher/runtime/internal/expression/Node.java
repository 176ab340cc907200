package org.esscher.runtime.internal.expression;

import org.esscher.api.Expr;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a {@link Program}.
 *
 * @param id its place in the program; operands come before
 * @param expr what it computes; of a broadcast, its operand's
 * @param broadcast whether it spreads its operand over finer or wider elements
 * @param args operands' ids; none for a COUNT, which needs only to know where its operand lives
 * @param slot the slot, or null at BATCH
 * @param place where it lives: as coarse as its operands allow, so that what depends on no row is
 *     computed once
 * @param width components of an element
 * @param pass the sweep after which it is known (BATCH), or before which it can't be computed
 *     (finer levels)
 * @param leaf the column or output, or null
 * @param reduced where the operand of a reduction lives, else null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nodes are told apart by their id
record Node(
    int id,
    Expr expr,
    boolean broadcast,
    int[] args,
    @Nullable String slot,
    Place place,
    int width,
    int pass,
    @Nullable Leaf leaf,
    @Nullable Place reduced) {

  /** Whether its value is one for the whole batch. */
  boolean batch() {
    return place.batch();
  }

  /** Whether it reduces elements of a slot to one value for the whole batch. */
  boolean accumulates() {
    return batch() && reduced != null;
  }

  /** Where the operand of this reduction lives. */
  Place operandPlace() {
    if (reduced == null) {
      throw new IllegalStateException(expr + " reduces nothing");
    }
    return reduced;
  }

  /** The reduction of the elements of a block. */
  Reduction reduction(Layout layout) {
    return new Reduction(expr.op(), layout.nesting(operandPlace(), place.level()), width);
  }

  /** Whether an operand's cotangent depends on this one's. */
  boolean carries(int operand, boolean stops) {
    return broadcast
        || switch (expr.op()) {
          case SIGN, GREATER, EQUAL, COUNT, COLUMN, WEIGHT, STATE -> false;
          case SELECT -> operand != 0;
          case STOP -> !stops;
          default -> true;
        };
  }

  static boolean isReduction(Op op) {
    return switch (op) {
      case SUM, COUNT, MAXIMUM, MINIMUM, LOG_SUM_EXP -> true;
      default -> false;
    };
  }
}
