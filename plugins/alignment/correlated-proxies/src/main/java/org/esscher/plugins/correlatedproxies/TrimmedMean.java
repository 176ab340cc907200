package org.esscher.plugins.correlatedproxies;

import java.util.function.UnaryOperator;
import org.esscher.api.Expr;
import org.esscher.api.Level;

/**
 * The mean without the k = ⌊share·n⌋ smallest and the k largest values; rows of weight 2 are two
 * rows. Expressions have no order statistics, so the k-th value is found by halving an interval,
 * each halving one count over the batch.
 *
 * @param share of the rows that each end loses, within [0, 0.5)
 * @param bound the ordered values lie within [−bound, bound]
 */
record TrimmedMean(double share, double bound) {
  /** The interval of the k-th value ends below 1e-13 of the bound, where values count as equal. */
  private static final int HALVINGS = 44;

  /** Rows that a batch has at most, as a power of 2. */
  private static final int LARGEST_COUNT = 31;

  /**
   * The trimmed mean, at BATCH.
   *
   * @param order the values' order, at ROW
   * @param values an increasing function of it
   * @param last the same function at BATCH
   */
  Expr of(Expr order, Expr values, UnaryOperator<Expr> last) {
    if (share == 0) {
      return values.mean(Level.BATCH);
    }
    Expr rows = order.count(Level.BATCH);
    Expr k = floor(rows.times(share));
    Expr smallest = dropped(order, values, k, last);
    Expr largest = dropped(order.negate(), values, k, x -> last.apply(x.negate()));
    Expr kept = values.sum(Level.BATCH).minus(smallest).minus(largest);
    return kept.over(rows.minus(k.times(2)));
  }

  /** The sum of the values of the k rows that come first. */
  private Expr dropped(Expr order, Expr values, Expr k, UnaryOperator<Expr> last) {
    Expr below = Expr.of(-bound - 1);
    Expr kth = Expr.of(bound);
    for (int i = 0; i < HALVINGS; i++) {
      Expr middle = below.plus(kth).over(2);
      Expr enough = Expr.of(1).minus(k.greaterThan(atMost(order, middle).sum(Level.BATCH)));
      below = enough.select(below, middle);
      kth = enough.select(middle, kth);
    }
    Expr first = atMost(order, below);
    Expr ties = k.minus(first.sum(Level.BATCH));
    return first.times(values).sum(Level.BATCH).plus(ties.times(last.apply(kth)));
  }

  private static Expr atMost(Expr order, Expr threshold) {
    return Expr.of(1).minus(order.greaterThan(threshold));
  }

  /** ⌊x⌋, bit by bit. */
  private static Expr floor(Expr x) {
    Expr floor = Expr.of(0);
    for (int bit = LARGEST_COUNT; bit >= 0; bit--) {
      Expr more = floor.plus(Math.scalb(1.0, bit));
      floor = more.greaterThan(x).select(floor, more);
    }
    return floor;
  }
}
