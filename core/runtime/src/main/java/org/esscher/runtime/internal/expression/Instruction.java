package org.esscher.runtime.internal.expression;

import java.util.List;

/**
 * One operation on numbers that stand side by side, as a {@link Kernel} computes it.
 *
 * @param operation what is computed
 * @param in the operands
 * @param out the result
 */
record Instruction(Operation operation, List<Integer> in, int out) {

  /**
   * Operations. What a kernel computes is bit for bit what {@link Pointwise} and {@link
   * PortableFunctions} do.
   */
  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MIN,
    MAX,
    NEGATE,
    ABS,
    SIGN,
    SQRT,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    TANH,
    GREATER,
    EQUAL,
    /** (condition, yes, no): yes where the condition is not 0. */
    SELECT,
    /** (g, a, b): g where a ≥ b, else 0. */
    WHERE_AT_LEAST,
    /** (g, a, b): 0 where a ≥ b, else g. */
    WHERE_NOT_AT_LEAST,
    /** (g, condition): g where the condition is not 0, else 0. */
    WHERE_SET,
    /** (g, condition): g where the condition is 0, else 0. */
    WHERE_NOT_SET,
    /** (x, eˣ − 1): eˣ. */
    EXP_FROM_EXPM1,
    /** (x, e^−|x|): the sigmoid of x. */
    SIGMOID_FROM_EXP,
    /** (x in float32): x. */
    WIDEN,
    /** (x): x, which must be finite. */
    FINITE,
    /** (x, least, greatest): x, which must not lie outside. */
    WITHIN;

    /** Roughly how many machine operations it takes. */
    int cost() {
      return switch (this) {
        case EXP -> 30;
        case EXPM1 -> 31;
        case LOG -> 35;
        case LOG1P -> 42;
        case TANH -> 38;
        case SIGMOID_FROM_EXP -> 8;
        case FINITE -> 2;
        case WITHIN -> 4;
        case SIGN, SELECT, WHERE_AT_LEAST, WHERE_NOT_AT_LEAST, WHERE_SET, WHERE_NOT_SET -> 3;
        default -> 1;
      };
    }
  }
}
