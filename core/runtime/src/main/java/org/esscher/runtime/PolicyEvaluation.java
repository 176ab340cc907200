package org.esscher.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
