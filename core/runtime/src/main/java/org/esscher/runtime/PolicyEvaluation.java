package org.esscher.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A policy's value as a log of another's decisions tells it.
 *
 * @param values by estimator: {@code dm, ips, snips, dr, switch-dr}, those that apply
 * @param rows rows of the log
 * @param effectiveSampleSize (Σw)²/Σw² of the importance weights
 * @param largestWeight the largest weight
 * @param largestShare the largest weight's share of the sum of weights
 * @param warnings in words, where a number can't be trusted
 */
public record PolicyEvaluation(
    Map<String, Value> values,
    int rows,
    double effectiveSampleSize,
    double largestWeight,
    double largestShare,
    List<String> warnings) {
  private static final double NORMAL_97_5 = 1.959963984540054;

  /**
   * Copies.
   *
   * @param values as for the record
   * @param rows as for the record
   * @param effectiveSampleSize as for the record
   * @param largestWeight as for the record
   * @param largestShare as for the record
   * @param warnings as for the record
   */
  public PolicyEvaluation {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    warnings = List.copyOf(warnings);
  }

  /**
   * From values and weights.
   *
   * @param values by estimator
   * @param weights importance weight of each row
   * @param rows rows of the log
   * @return the evaluation with diagnostics
   */
  public static PolicyEvaluation of(Map<String, Value> values, double[] weights, int rows) {
    double largest = Arrays.stream(weights).max().orElse(0);
    // In units of the largest: squares of weights beyond 1e154 are infinite, below 1e-162 they are
    // 0.
    double unit = largest > 0 ? largest : 1;
    double sum = 0;
    double squares = 0;
    int zeros = 0;
    for (double weight : weights) {
      sum += weight / unit;
      squares += weight / unit * (weight / unit);
      zeros += weight == 0 ? 1 : 0;
    }
    double size = squares == 0 ? 0 : sum * sum / squares;
    double share = sum == 0 ? 0 : largest / unit / sum;
    List<String> warnings = new ArrayList<>();
    if (size < 0.01 * rows) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the effective sample size is %.1f of %d rows: importance-weighted values rest on a handful of rows",
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
    if (zeros > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%.1f%% of the rows have weight 0: importance-weighted values don't see their rewards",
              100.0 * zeros / weights.length));
    }
    values.forEach(
        (id, value) -> {
          if (Double.isNaN(value.standardError())) {
            warnings.add(id + " has no standard error: the log has too few rows to judge its fit");
          }
        });
    return new PolicyEvaluation(values, rows, size, largest, share, warnings);
  }

  /**
   * An estimate.
   *
   * @param value the policy's expected reward
   * @param standardError of it; NaN where the log is too small to tell
   */
  public record Value(double value, double standardError) {
    /**
     * Lower end of the 95% interval of the normal approximation.
     *
     * @return value − 1.96 standard errors
     */
    public double low() {
      return value - NORMAL_97_5 * standardError;
    }

    /**
     * Upper end of the 95% interval of the normal approximation.
     *
     * @return value + 1.96 standard errors
     */
    public double high() {
      return value + NORMAL_97_5 * standardError;
    }
  }
}
