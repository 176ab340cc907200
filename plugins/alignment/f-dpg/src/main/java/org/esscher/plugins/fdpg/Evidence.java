package org.esscher.plugins.fdpg;

import java.util.function.Function;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Update;

/**
 * Samples of P/q, whose mean estimates the normalizer {@code Z = E_q[P/q]}: this batch's, or with
 * sums kept in the state those of all batches, this one included.
 */
final class Evidence {
  private final Expr sample;
  private final Level scope;
  private final Sums before;

  private Evidence(Expr sample, Level scope, Sums before) {
    this.sample = sample;
    this.scope = scope;
    this.before = before;
  }

  /** This batch alone. */
  static Evidence of(Expr sample, Level scope) {
    return new Evidence(sample, scope, new Sums(Expr.of(0), Expr.of(0), Expr.of(0)));
  }

  /**
   * All batches.
   *
   * @param sample P/q, at ROW
   * @param scope GROUP or BATCH
   * @param state the leaf at the scope of a named state that is 0 at first
   */
  static Evidence running(Expr sample, Level scope, Function<String, Expr> state) {
    return new Evidence(
        sample,
        scope,
        new Sums(state.apply("z_sum"), state.apply("z_square_sum"), state.apply("z_count")));
  }

  /** What earlier batches added up to, at the scope. */
  private record Sums(Expr samples, Expr squares, Expr count) {}

  private Expr count() {
    return before.count.plus(sample.count(scope));
  }

  /** The estimate of Z, at the scope. */
  Expr mean() {
    return before.samples.plus(sample.sum(scope)).over(count());
  }

  /**
   * Its standard error √(variance / n), the population's variance taken, at the scope. Rounding
   * must not make a variance negative.
   */
  Expr standardError() {
    Expr meanSquare = before.squares.plus(sample.square().sum(scope)).over(count());
    return meanSquare.minus(mean().square()).max(0).over(count()).sqrt();
  }

  /** 1 where a sample is a number that sums of squares can hold. */
  Expr finite() {
    return Expr.of(Double.POSITIVE_INFINITY).greaterThan(sample.square());
  }

  /** Adds this batch to the state of running evidence. */
  Update[] updates() {
    return new Update[] {
      Update.sum(before.samples, sample.sum(scope)),
      Update.sum(before.squares, sample.square().sum(scope)),
      Update.sum(before.count, sample.count(scope))
    };
  }
}
