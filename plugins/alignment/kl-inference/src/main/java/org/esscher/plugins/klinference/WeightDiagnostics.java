package org.esscher.plugins.klinference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Estimate;

/**
 * Whether importance-weighted estimates of one log can be believed.
 *
 * @param effectiveSampleSize (Σw)²/Σw²
 * @param largestShare the largest weight's share of all weight, 1 where there is none
 * @param rows of the log
 */
record WeightDiagnostics(double effectiveSampleSize, double largestShare, int rows) {
  private static final double LEAST_SAMPLE = 0.01;
  private static final double LARGEST_SHARE = 0.1;

  /** Reads what every weighted off-policy statistic gives beside its value. */
  static WeightDiagnostics of(Map<String, Estimate.Quantity> weighted, int rows) {
    double total = number(weighted, "mean_weight") * rows;
    double share = total > 0 ? number(weighted, "largest_weight") / total : 1;
    return new WeightDiagnostics(number(weighted, "ess"), share, rows);
  }

  private static double number(Map<String, Estimate.Quantity> weighted, String name) {
    return Objects.requireNonNull(weighted.get(name)).value();
  }

  /** Reasons against, in words: an effective sample below 1% of the rows, a row above 10%. */
  List<String> doubts(String log) {
    List<String> doubts = new ArrayList<>();
    if (effectiveSampleSize < LEAST_SAMPLE * rows) {
      doubts.add(
          String.format(
              Locale.ROOT,
              "%sthe effective sample size is %.1f of %d rows",
              log,
              effectiveSampleSize,
              rows));
    }
    if (largestShare > LARGEST_SHARE) {
      doubts.add(
          String.format(
              Locale.ROOT, "%sone row has %.0f%% of all weight", log, 100 * largestShare));
    }
    return doubts;
  }
}
