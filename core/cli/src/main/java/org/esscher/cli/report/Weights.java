package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How importance weights are distributed, from the table {@code weight_histogram} with columns
 * {@code series, weight_low, weight_high, rows}: over the logarithm of the weight, for that is how
 * they spread. Weights of 0, in a bin that begins there, are in the table only.
 */
final class Weights {
  static final String TITLE = "Importance weights";

  private static final String TABLE = "weight_histogram";

  private final List<RecordedRun> runs;

  Weights(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  /** One chart, or none where no run recorded a histogram. */
  List<Chart> charts() {
    Map<String, List<Point>> outlines = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      for (Map<String, @Nullable Object> row : run.tables().getOrDefault(TABLE, List.of())) {
        String series = Figures.cell(row.get("series"));
        addBin(
            row, outlines.computeIfAbsent(run.labeled(series, runs), label -> new ArrayList<>()));
      }
    }
    List<Series> series = new ArrayList<>();
    outlines.forEach(
        (label, points) -> {
          if (!points.isEmpty()) {
            series.add(new Series(label, points, Series.Form.LINE));
          }
        });
    return series.isEmpty()
        ? List.of()
        : List.of(new Chart(TITLE, "log10 of the weight", "rows", series));
  }

  private static void addBin(Map<String, @Nullable Object> row, List<Point> outline) {
    double low = Math.log10(Cells.number(row, "weight_low"));
    double high = Math.log10(Cells.number(row, "weight_high"));
    double rows = Cells.number(row, "rows");
    if (Double.isFinite(low) && Double.isFinite(high) && Double.isFinite(rows)) {
      outline.add(new Point(low, 0, 0, ""));
      outline.add(new Point(low, rows, 0, ""));
      outline.add(new Point(high, rows, 0, ""));
      outline.add(new Point(high, 0, 0, ""));
    }
  }
}
