package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Moments;

/**
 * Standard errors by the infinitesimal jackknife (the delta method for functions of sums): the
 * spread of the influences of independent units. The unit is the row, and the group wherever the
 * value is computed within groups. Influences are summed up shard by shard, and then over shards in
 * pairs.
 */
final class StandardErrors {
  private StandardErrors() {}

  /** The standard errors of BATCH values; NaN over a single unit, 0 for a constant. */
  static double[] of(List<Expr> values, Evaluation evaluation, SlotBindings bindings) {
    List<Map<String, List<Moments>>> influences = new ArrayList<>();
    Set<String> slots = new TreeSet<>();
    for (Expr value : values) {
      Set<String> grouped = grouped(value);
      influences.add(evaluation.influence(value, grouped::contains));
      slots.addAll(influences.get(influences.size() - 1).keySet());
    }
    double[] errors = new double[values.size()];
    // The same slots, and in each the same values, in all partitions.
    for (String slot : slots) {
      int[] of =
          IntStream.range(0, errors.length)
              .filter(i -> influences.get(i).containsKey(slot))
              .toArray();
      List<List<Moments>> shards = new ArrayList<>();
      for (int i : of) {
        shards.add(Objects.requireNonNull(influences.get(i).get(slot)));
      }
      List<Moments> all = Moments.joined(shards, bindings.frame(slot), bindings.exchange());
      for (int k = 0; k < of.length; k++) {
        errors[of[k]] += variance(all.get(k));
      }
    }
    return Arrays.stream(errors).map(Math::sqrt).toArray();
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
