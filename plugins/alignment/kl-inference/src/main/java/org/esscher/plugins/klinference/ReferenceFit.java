package org.esscher.plugins.klinference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Column;

/** How well a fitted distribution gives the propensities of the actions that were logged. */
final class ReferenceFit {
  private ReferenceFit() {}

  /** A row of the table {@code reference_fit}, from log-probabilities of the same rows. */
  static Map<String, Object> row(Column fitted, Column logged) {
    int rows = fitted.rows();
    double[] gaps = new double[rows];
    Arrays.setAll(gaps, row -> fitted.at(row) - logged.at(row));
    Arrays.sort(gaps);
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("rows", rows);
    cells.put("log_likelihood_fitted", mean(fitted));
    cells.put("log_likelihood_logged", mean(logged));
    cells.put("log_ratio_5%", gaps[rows / 20]);
    cells.put("log_ratio_median", gaps[rows / 2]);
    cells.put("log_ratio_95%", gaps[rows - 1 - rows / 20]);
    cells.put("correlation", correlation(fitted, logged));
    return cells;
  }

  private static double mean(Column values) {
    return Arrays.stream(values.toArray()).sum() / values.rows();
  }

  /** Pearson's; 0 where one of the columns doesn't vary. */
  private static double correlation(Column x, Column y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.rows(); i++) {
      xy += (x.at(i) - meanX) * (y.at(i) - meanY);
      xx += (x.at(i) - meanX) * (x.at(i) - meanX);
      yy += (y.at(i) - meanY) * (y.at(i) - meanY);
    }
    return xx * yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }
}
