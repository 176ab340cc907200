package org.esscher.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an estimator found in one set of batches.
 *
 * @param losses by name
 * @param statistics numbers with standard errors, by name
 * @param metrics numbers without, by name
 * @param columns values finer than BATCH, by name; columns of the caller's arena
 * @param state the estimator's state after these batches
 */
public record Estimate(
    Map<String, LossEstimate> losses,
    Map<String, Quantity> statistics,
    Map<String, Double> metrics,
    Map<String, Column> columns,
    State state) {
  /**
   * Copies.
   *
   * @param losses as for the record
   * @param statistics as for the record
   * @param metrics as for the record
   * @param columns as for the record
   * @param state as for the record
   */
  public Estimate {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    statistics = Collections.unmodifiableMap(new LinkedHashMap<>(statistics));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /**
   * The value of a loss, statistic or metric.
   *
   * @param name its name
   * @return the value
   * @throws EsscherException (USER) when there is none
   */
  public double value(String name) {
    LossEstimate loss = losses.get(name);
    Quantity statistic = statistics.get(name);
    Double metric = metrics.get(name);
    if (loss != null) {
      return loss.value();
    }
    if (statistic != null) {
      return statistic.value();
    }
    if (metric != null) {
      return metric;
    }
    throw EsscherException.user(
        "the estimate has no %s; it has %s, %s, %s",
        name, losses.keySet(), statistics.keySet(), metrics.keySet());
  }

  /**
   * One loss.
   *
   * @param value the reported value
   * @param weight the total weight that it is a mean over
   * @param standardError of the value; NaN where it cannot be given (one row)
   * @param kind exact or surrogate
   * @param cotangents derivative of the reported value with respect to each trained model output,
   *     by slot and column
   */
  public record LossEstimate(
      double value,
      double weight,
      double standardError,
      Loss.Kind kind,
      Map<String, Map<String, Column>> cotangents) {
    /**
     * Copies.
     *
     * @param value as for the record
     * @param weight as for the record
     * @param standardError as for the record
     * @param kind as for the record
     * @param cotangents as for the record
     */
    public LossEstimate {
      cotangents = Collections.unmodifiableMap(new LinkedHashMap<>(cotangents));
    }
  }

  /**
   * A number with its standard error.
   *
   * @param value the number
   * @param standardError NaN where it cannot be given
   */
  public record Quantity(double value, double standardError) {}
}
