package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Observed against predicted values, from the table {@code calibration} with columns {@code series,
 * predicted, observed} and perhaps {@code observed_standard_error, rows}, a row for each bin of
 * predictions. What is calibrated lies on the diagonal.
 */
final class Calibration {
  static final String TITLE = "Calibration";

  private static final String TABLE = "calibration";

  private final List<RecordedRun> runs;

  Calibration(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  /** One chart, or none where no run recorded its calibration. */
  List<Chart> charts() {
    Map<String, List<Point>> bins = new LinkedHashMap<>();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (RecordedRun run : runs) {
      for (Map<String, @Nullable Object> row : run.tables().getOrDefault(TABLE, List.of())) {
        double predicted = Cells.number(row, "predicted");
        double observed = Cells.number(row, "observed");
        if (Double.isFinite(predicted) && Double.isFinite(observed)) {
          double error = Cells.number(row, "observed_standard_error");
          String rows = Figures.cell(row.get("rows"));
          bins.computeIfAbsent(
                  run.labeled(Figures.cell(row.get("series")), runs), label -> new ArrayList<>())
              .add(
                  new Point(
                      predicted,
                      observed,
                      Double.isFinite(error) ? error : 0,
                      rows.isEmpty() ? "" : rows + " rows"));
          low = Math.min(low, predicted);
          high = Math.max(high, predicted);
        }
      }
    }
    if (bins.isEmpty()) {
      return List.of();
    }
    List<Series> series = new ArrayList<>();
    bins.forEach((label, points) -> series.add(new Series(label, points, Series.Form.MARKS)));
    List<Point> diagonal = List.of(new Point(low, low, 0, ""), new Point(high, high, 0, ""));
    series.add(new Series("calibrated", diagonal, Series.Form.LINE));
    return List.of(new Chart(TITLE, "predicted", "observed", series));
  }
}
