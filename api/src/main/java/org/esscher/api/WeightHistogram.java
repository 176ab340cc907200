package org.esscher.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A histogram of importance weights, as rows for {@link Run#row} of the table {@value #TABLE},
 * which reports draw: a bin for each factor of two, and one for weights that are 0.
 */
public final class WeightHistogram {
  /** The table that reports draw. */
  public static final String TABLE = "weight_histogram";

  private WeightHistogram() {}

  /**
   * The rows.
   *
   * @param series the policy whose weights they are
   * @param weights finite, 0 or more, one a row of the log
   * @return cells {@code series, weight_low, weight_high, rows} of each bin [low, high) that isn't
   *     empty, in the order of weights
   * @throws EsscherException (DATA) when a weight is negative or not finite
   */
  public static List<Map<String, Object>> rows(String series, double[] weights) {
    Map<Integer, Integer> counts = new TreeMap<>();
    int zeros = 0;
    for (int row = 0; row < weights.length; row++) {
      double weight = weights[row];
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw EsscherException.data(
            "row %d: the importance weight is %s; a finite number that is not negative is needed",
            row, weight);
      }
      if (weight == 0) {
        zeros++;
      } else {
        counts.merge(Math.getExponent(weight), 1, Integer::sum);
      }
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    if (zeros > 0) {
      rows.add(row(series, 0, 0, zeros));
    }
    counts.forEach(
        (exponent, count) ->
            rows.add(row(series, Math.scalb(1.0, exponent), Math.scalb(1.0, exponent + 1), count)));
    return rows;
  }

  private static Map<String, Object> row(String series, double low, double high, int count) {
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("series", series);
    cells.put("weight_low", low);
    cells.put("weight_high", high);
    cells.put("rows", count);
    return cells;
  }
}
