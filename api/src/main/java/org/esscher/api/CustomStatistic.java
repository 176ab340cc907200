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

  /**
   * Computes what is no single number, such as a curve. Standard errors are given to the numbers of
   * {@link #evaluate} alone.
   *
   * @param data what was declared
   * @param context randomness, columns
   * @return columns by name, of the context's columns; none by default
   */
  default Map<String, Column> columns(Data data, Context context) {
    return Map.of();
  }

  /** None: they are computed by {@link #evaluate}. */
  @Override
  default Map<String, Expr> quantities(Inputs in) {
    return Map.of();
  }
}
