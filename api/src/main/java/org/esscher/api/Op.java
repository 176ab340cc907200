package org.esscher.api;

/**
 * Operations of an {@link Expr}. The list is open: constants are added in minor versions, and an
 * engine refuses by name an operation that it doesn't know.
 *
 * <p>Derivatives follow the usual rules. Where a function has a kink: {@code MIN}, {@code MAX} and
 * the extreme of a reduction pass the whole cotangent to the first operand (element) that attains
 * it, {@code ABS} passes none at 0, {@code CLIP} passes it within and on the bounds and none
 * outside.
 */
public enum Op {
  /** A number. */
  CONSTANT,
  /** A stored column; frozen. */
  COLUMN,
  /** An output of a model. */
  OUTPUT,
  /** The derivative of a model's output with respect to one of its inputs. */
  INPUT_GRADIENT,
  /** A number, or a number a key, of the estimator's state. */
  STATE,
  /** Mean of a window of the estimator's state. */
  WINDOW_MEAN,
  /** The weight of a row in reductions: its {@code weight} column, else 1. */
  WEIGHT,
  /** 1 on the first row of the batch that has a combination of values, else 0. */
  FIRST_OCCURRENCE,
  /** The key of a keyed state: the value of an identifying column, text or whole number. */
  KEY,
  /** a + b. */
  ADD,
  /** a − b. */
  SUBTRACT,
  /** a · b. */
  MULTIPLY,
  /** a / b. */
  DIVIDE,
  /** The smaller. */
  MIN,
  /** The larger. */
  MAX,
  /** −a. */
  NEGATE,
  /** eᵃ. */
  EXP,
  /** eᵃ − 1, accurate near 0. */
  EXPM1,
  /** Natural logarithm. */
  LOG,
  /** log(1 + a), accurate near 0. */
  LOG1P,
  /** Square root. */
  SQRT,
  /** Absolute value. */
  ABS,
  /** −1, 0 or 1; derivative 0. */
  SIGN,
  /** log(1 + eᵃ), without overflow. */
  SOFTPLUS,
  /** 1 / (1 + e⁻ᵃ). */
  SIGMOID,
  /** Hyperbolic tangent. */
  TANH,
  /** Clamped between two constants; derivative 0 outside. */
  CLIP,
  /** a > b as 1 or 0; derivative 0. */
  GREATER,
  /** a = b as 1 or 0; derivative 0. */
  EQUAL,
  /**
   * The second operand where the first is not 0, else the third; the other branch receives no
   * cotangent.
   */
  SELECT,
  /** The value without its derivative. */
  STOP,
  /** Weighted sum over a coarser level's elements; those of weight 0 are left out. */
  SUM,
  /** Sum of the weights over a coarser level's elements. */
  COUNT,
  /** Largest element of positive weight. */
  MAXIMUM,
  /** Smallest element of positive weight. */
  MINIMUM,
  /** log Σ weight·eᵃ. */
  LOG_SUM_EXP,
  /**
   * The value some places later (or earlier) in the row's tokens or the group's rows; a constant
   * outside.
   */
  SHIFT,
  /** sₜ = xₜ + dₜ·sₜ₊₁ along the row's tokens or the group's rows. */
  SUFFIX_SUM,
  /** One component of a vector. */
  COMPONENT,
  /** Sum of a vector's components. */
  SUM_COMPONENTS,
  /** Smallest component of a vector. */
  MIN_COMPONENTS,
  /** Largest component of a vector. */
  MAX_COMPONENTS,
  /** A vector made of scalars. */
  VECTOR,
  /** A row's value as the first of a pair. */
  LEFT,
  /** A row's value as the second of a pair. */
  RIGHT
}
