package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.Moments;

/**
 * Standard errors by the infinitesimal jackknife (the delta method for functions of sums): the
 * spread of the influences of independent units. The unit is the row, and the group wherever the
 * value is computed within groups. Influences are summed up shard by shard, and then over the
 * shards in their order.
 */
final class StandardErrors {
  private static final int NUMBERS = 3;

  private StandardErrors() {}

  /** The standard errors of BATCH values; NaN over a single unit, 0 for a constant. */
  static double[] of(List<Expr> values, Evaluation evaluation, Exchange exchange) {
    // The moments of each value's slots, one after the other: the same ones in all partitions.
    List<List<Moments>> own = new ArrayList<>();
    int[] slots = new int[values.size()];
    for (int i = 0; i < slots.length; i++) {
      Set<String> grouped = grouped(values.get(i));
      Map<String, List<Moments>> bySlot = evaluation.influence(values.get(i), grouped::contains);
      slots[i] = bySlot.size();
      own.addAll(bySlot.values());
    }
    List<List<Moments>> all = own.isEmpty() ? own : gathered(own, exchange);
    double[] errors = new double[slots.length];
    int next = 0;
    for (int i = 0; i < slots.length; i++) {
      double variance = 0;
      for (int slot = 0; slot < slots[i]; slot++) {
        variance += variance(Moments.joined(all.get(next++)));
      }
      errors[i] = Math.sqrt(variance);
    }
    return errors;
  }

  private static Set<String> grouped(Expr value) {
    return Traced.reachable(List.of(value)).stream()
        .filter(StandardErrors::couplesRows)
        .map(Expr::slot)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private static boolean couplesRows(Expr expr) {
    boolean ordered =
        (expr.op() == Op.SHIFT || expr.op() == Op.SUFFIX_SUM) && expr.level() == Level.ROW;
    return expr.level() == Level.GROUP || expr.level() == Level.PAIR || ordered;
  }

  /** The moments of all partitions' shards, in their order. */
  private static List<List<Moments>> gathered(List<List<Moments>> own, Exchange exchange) {
    List<List<Moments>> all = new ArrayList<>();
    own.forEach(ignored -> all.add(new ArrayList<>()));
    for (double[] partition : exchange.gather(packed(own))) {
      int at = 0;
      for (List<Moments> moments : all) {
        int shards = (int) partition[at++];
        for (int shard = 0; shard < shards; shard++) {
          moments.add(new Moments(partition[at], partition[at + 1], partition[at + 2]));
          at += NUMBERS;
        }
      }
    }
    return all;
  }

  private static double[] packed(List<List<Moments>> own) {
    double[] packed =
        new double[own.stream().mapToInt(moments -> 1 + NUMBERS * moments.size()).sum()];
    int at = 0;
    for (List<Moments> moments : own) {
      packed[at++] = moments.size();
      for (Moments shard : moments) {
        packed[at++] = shard.count();
        packed[at++] = shard.mean();
        packed[at++] = shard.squares();
      }
    }
    return packed;
  }

  /** Variance of the sum of independent influences: n/(n−1) Σ (x − mean)²; infinite, never NaN. */
  private static double variance(Moments influences) {
    double n = influences.count();
    if (n == 1) {
      return Double.NaN;
    }
    // Influences beyond the largest number are as good as infinite, and so is their spread.
    return Double.isNaN(influences.squares())
        ? Double.POSITIVE_INFINITY
        : influences.squares() * n / (n - 1);
  }
}
