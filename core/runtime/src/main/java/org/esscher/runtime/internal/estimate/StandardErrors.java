package org.esscher.runtime.internal.estimate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.runtime.internal.expression.Evaluation;

/**
 * Standard errors by the infinitesimal jackknife (the delta method for functions of sums): the
 * spread of the influences of independent units. The unit is the row, and the group wherever the
 * value is computed within groups.
 */
final class StandardErrors {
  private StandardErrors() {}

  /** The standard error of a BATCH value; NaN over a single unit, 0 for a constant. */
  static double of(Expr value, Evaluation evaluation) {
    Set<String> grouped =
        Traced.reachable(List.of(value)).stream()
            .filter(StandardErrors::couplesRows)
            .map(Expr::slot)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    double variance = 0;
    for (Map.Entry<String, double[]> slot :
        evaluation.influence(value, grouped::contains).entrySet()) {
      variance += variance(slot.getValue());
    }
    return Math.sqrt(variance);
  }

  private static boolean couplesRows(Expr expr) {
    boolean ordered =
        (expr.op() == Op.SHIFT || expr.op() == Op.SUFFIX_SUM) && expr.level() == Level.ROW;
    return expr.level() == Level.GROUP || expr.level() == Level.PAIR || ordered;
  }

  /** Variance of the sum of independent influences: n/(n−1) Σ (x − mean)²; infinite, never NaN. */
  private static double variance(double[] influence) {
    int n = influence.length;
    double mean = 0;
    for (double x : influence) {
      mean += x / n;
    }
    double squares = 0;
    for (double x : influence) {
      squares += (x - mean) * (x - mean);
    }
    if (n == 1) {
      return Double.NaN;
    }
    // Influences beyond the largest number are as good as infinite, and so is their spread.
    return Double.isNaN(squares) ? Double.POSITIVE_INFINITY : squares * n / (n - 1);
  }
}
