package org.esscher.runtime.internal.estimate;

import java.util.random.RandomGenerator;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * Random expressions over the columns of {@link RandomRows}, of all levels and operations, defined
 * for every number and of moderate size.
 */
final class RandomExpressions {
  private final Slot rows;
  private final RandomGenerator random;

  RandomExpressions(Slot rows, RandomGenerator random) {
    this.rows = rows;
    this.random = random;
  }

  /** A BATCH value that depends on trained columns. */
  Expr loss(int depth) {
    Expr trained = rows.output("policy", "logp", Level.ROW);
    Expr some = at(Level.ROW, "", depth - 1);
    return some.times(trained)
        .plus(trained.square())
        .mean(Level.BATCH)
        .plus(at(Level.BATCH, "", depth));
  }

  /** An expression of a level and, for tokens, of a ragged structure. */
  private Expr at(Level level, String axis, int depth) {
    if (depth <= 0) {
      return leaf(level, axis);
    }
    return switch (random.nextInt(10)) {
      case 0, 1 -> unary(at(level, axis, depth - 1));
      case 2, 3, 4 -> binary(at(level, axis, depth - 1), mixed(level, axis, depth - 1));
      case 5 -> choice(level, axis, depth - 1);
      case 6, 7 -> reduced(level, depth - 1, axis);
      case 8 -> ordered(level, axis, depth - 1);
      default -> leaf(level, axis);
    };
  }

  /** Something that combines with a level: of it, or coarser. */
  private Expr mixed(Level level, String axis, int depth) {
    Level other =
        switch (random.nextInt(4)) {
          case 0 -> level == Level.TOKEN || level == Level.PAIR ? Level.ROW : level;
          case 1 -> level == Level.BATCH ? level : Level.GROUP;
          case 2 -> Level.BATCH;
          default -> level;
        };
    return at(other, other == Level.TOKEN ? axis : "", depth);
  }

  private Expr leaf(Level level, String axis) {
    return switch (level) {
      case TOKEN ->
          switch (random.nextInt(5)) {
            case 0, 1 -> rows.output("policy", "logp", Level.TOKEN).as(axis + "_logp");
            case 2 ->
                rows.columnOr("absent", Level.TOKEN, 0.3).plus(rows.column(axis + "_y", level));
            default -> rows.column(axis + "_y", Level.TOKEN);
          };
      case ROW ->
          switch (random.nextInt(6)) {
            case 0, 1 -> rows.output("policy", "logp", Level.ROW);
            case 2 -> rows.columnOr("absent", Level.ROW, -0.4);
            case 3 -> rows.weight();
            default -> rows.column("y", Level.ROW);
          };
      case PAIR -> random.nextBoolean() ? leaf(Level.ROW, "").left() : leaf(Level.ROW, "").right();
      case GROUP -> mean(leaf(Level.ROW, ""), Level.GROUP);
      case BATCH ->
          random.nextBoolean()
              ? Expr.of(random.nextInt(-4, 5) / 4.0)
              : mean(leaf(Level.ROW, ""), Level.BATCH);
    };
  }

  private Expr unary(Expr x) {
    return switch (random.nextInt(14)) {
      case 0 -> x.negate();
      case 1 -> x.tanh().exp();
      case 2 -> x.tanh().expm1();
      case 3 -> x.square().plus(0.5).log();
      case 4 -> x.square().log1p();
      case 5 -> x.square().plus(0.1).sqrt();
      case 6 -> x.abs();
      case 7 -> x.sign().times(x);
      case 8 -> x.softplus();
      case 9 -> x.sigmoid();
      case 10 -> x.tanh();
      case 11 -> x.clip(-0.7, 0.9);
      case 12 -> x.stop().sigmoid().times(x);
      default -> x.tanh().square();
    };
  }

  private Expr binary(Expr x, Expr y) {
    return switch (random.nextInt(6)) {
      case 0 -> x.plus(y);
      case 1 -> x.minus(y);
      case 2 -> x.tanh().times(y);
      case 3 -> x.over(y.square().plus(1));
      case 4 -> x.min(y);
      default -> x.max(y);
    };
  }

  private Expr choice(Level level, String axis, int depth) {
    Expr condition = at(level, axis, depth).greaterThan(mixed(level, axis, depth));
    return condition.select(at(level, axis, depth), mixed(level, axis, depth));
  }

  /** A reduction to a level, of tokens, rows, pairs or groups. */
  private Expr reduced(Level to, int depth, String axis) {
    if (to == Level.TOKEN || to == Level.PAIR) {
      return at(to, axis, depth);
    }
    Expr fine =
        switch (random.nextInt(to == Level.ROW ? 3 : to == Level.GROUP ? 4 : 5)) {
          case 0 -> at(Level.TOKEN, "a", depth);
          case 1 -> at(Level.TOKEN, "b", depth);
          case 2 -> at(Level.PAIR, "", depth);
          case 3 -> at(Level.ROW, "", depth);
          default -> at(Level.GROUP, "", depth);
        };
    return switch (random.nextInt(5)) {
      case 0 -> fine.tanh().sum(to);
      // Nothing is an extreme of nothing.
      case 1 -> fine.maximum(to).max(-3);
      case 2 -> fine.minimum(to).min(3);
      case 3 -> fine.tanh().logSumExp(to).max(-3);
      default -> mean(fine, to);
    };
  }

  /** A mean that is 0 over nothing. */
  private static Expr mean(Expr x, Level to) {
    return x.sum(to).over(x.count(to).max(0.25));
  }

  private Expr ordered(Level level, String axis, int depth) {
    if (level != Level.TOKEN && level != Level.ROW) {
      return unary(at(level, axis, depth));
    }
    Expr x = at(level, axis, depth);
    return switch (random.nextInt(3)) {
      case 0 -> x.shift(random.nextInt(-2, 3), 0.25);
      case 1 -> x.tanh().suffixSum(Expr.of(0.5));
      default -> x.tanh().suffixSum(mixed(level, axis, depth).sigmoid());
    };
  }
}
