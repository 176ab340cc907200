package org.esscher.api;

import java.util.Map;

/**
 * A statistic in code; the host gives standard errors by a jackknife over blocks of rows or groups.
 */
public interface CustomStatistic extends Statistic {
  /**
   * Declares what is read, by name.
   *
   * @param in slots and state
   * @return expressions at TOKEN, ROW or GROUP
   */
  Map<String, Expr> reads(Inputs in);

  /**
   * Computes the numbers.
   *
   * @param data what was declared
   * @param context randomness, columns
   * @return numbers by name
   */
  Map<String, Double> evaluate(Data data, Context context);

  /** None: they are computed by {@link #evaluate}. */
  @Override
  default Map<String, Expr> quantities(Inputs in) {
    return Map.of();
  }
}
