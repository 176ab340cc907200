package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import org.esscher.api.Expr;
import org.esscher.api.Slot;

/**
 * The clipped surrogate of steps, larger is better: min(ρA, clip(ρ, 1 − ε, 1 + ε)·A), ρ = π/π_old.
 */
final class Clipped {
  private static final double LEAST_DEVIATION = 1e-5;

  private final Expr ratio;
  private final Expr clipped;

  Clipped(Slot steps, double eps) {
    ratio = steps.output("policy", "logp", ROW).minus(steps.column("old_logp", ROW)).exp();
    clipped = ratio.clip(1 - eps, 1 + eps);
  }

  /** clip(ρ). */
  Expr clippedRatio() {
    return clipped;
  }

  /** The mean over the batch. */
  Expr surrogate(Expr advantage) {
    return ratio.times(advantage).min(clipped.times(advantage)).mean(BATCH);
  }

  /** Share of steps that the clip leaves without a gradient. */
  Expr clipFraction(Expr advantage) {
    return ratio.times(advantage).greaterThan(clipped.times(advantage)).mean(BATCH);
  }

  /** (A − mean)/(std + 1e-5), ddof 1; 0 where there is one row. */
  static Expr standardized(Expr advantage) {
    Expr deviation = advantage.sampleStd(BATCH).plus(LEAST_DEVIATION);
    return advantage
        .count(BATCH)
        .greaterThan(1)
        .select(advantage.minus(advantage.mean(BATCH)).over(deviation), advantage.times(0));
  }

  /** How many components a vector has: nothing exceeds infinity. */
  static Expr components(Expr vector) {
    return vector.greaterThan(Double.POSITIVE_INFINITY).plus(1).sumComponents();
  }
}
