package org.esscher.runtime.internal.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Statistic;
import org.esscher.runtime.PolicyEvaluation;
import org.esscher.runtime.PolicyEvaluation.Value;

/** The estimators of an off-policy evaluation, and the evaluation that their values make. */
final class Findings {
  private static final List<String> WEIGHTED = List.of("ips", "snips");
  private static final List<String> ALL = List.of("dm", "ips", "snips", "dr", "switch-dr");

  private Findings() {}

  /** The estimators by id: without a reward table those that only weigh. */
  static Map<String, Statistic> estimators(boolean table, Context components) {
    Map<String, Statistic> estimators = new LinkedHashMap<>();
    for (String id : table ? ALL : WEIGHTED) {
      estimators.put(id, components.component(Statistic.class, id, Map.of()));
    }
    return estimators;
  }

  /** An estimator's value. */
  static Value value(String id, Estimate estimate) {
    Estimate.Quantity found = Objects.requireNonNull(estimate.statistics().get(id));
    if (!Double.isFinite(found.value())) {
      throw EsscherException.data(
          "%s is %s: the log's weighted rewards are beyond the range of float64; look at its"
              + " smallest propensities and largest rewards",
          id, found.value());
    }
    return new Value(found.value(), found.standardError());
  }

  /** The direct method's value, with a standard error that knows of the fit. */
  static Value direct(Value value, ActionMeans means, PolicyMass mass) {
    return new Value(value.value(), mass.standardError(means));
  }

  /**
   * Values with what says whether to believe them.
   *
   * @param values by estimator
   * @param sums of the importance weights
   * @param largest of them
   * @param rows of the log
   */
  static PolicyEvaluation evaluation(
      Map<String, Value> values, WeightSums sums, double largest, int rows) {
    double unit = largest > 0 ? largest : 1;
    double size = sums.squares() == 0 ? 0 : sums.sum() * sums.sum() / sums.squares();
    double share = sums.sum() == 0 ? 0 : largest / unit / sums.sum();
    List<String> warnings = new ArrayList<>();
    if (size < 0.01 * rows) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the effective sample size is %.1f of %d rows: importance-weighted values rest on a"
                  + " handful of rows",
              size,
              rows));
    }
    if (share > 0.1) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "one row bears %.0f%% of the weight: importance-weighted values rest on it",
              100 * share));
    }
    if (sums.zeros() > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%.1f%% of the rows have weight 0: importance-weighted values don't see their"
                  + " rewards",
              100.0 * sums.zeros() / rows));
    }
    values.forEach(
        (id, value) -> {
          if (Double.isNaN(value.standardError())) {
            warnings.add(id + " has no standard error: the log has too few rows to judge its fit");
          }
        });
    return new PolicyEvaluation(values, rows, size, largest, share, warnings);
  }
}
