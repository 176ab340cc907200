package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reward against divergence from the reference, from a table with columns {@code series,
 * divergence, reward} and perhaps {@code reward_standard_error, beta, label}. A series whose name
 * begins with {@code exact} is the optimum and drawn as a line, once where runs share it.
 */
final class Frontier {
  /** What recipes record of themselves. */
  private static final String RECORDED = "frontier";

  private final List<RecordedRun> runs;
  private final String title;
  private final Function<RecordedRun, List<Map<String, @Nullable Object>>> rows;
  private int notDrawn;

  /**
   * A frontier.
   *
   * @param runs whose points it shows
   * @param title of the chart
   * @param rows of the table, of a run
   */
  Frontier(
      List<RecordedRun> runs,
      String title,
      Function<RecordedRun, List<Map<String, @Nullable Object>>> rows) {
    this.runs = List.copyOf(runs);
    this.title = title;
    this.rows = rows;
  }

  /** What the recipes recorded, in the table {@code frontier}. */
  static Frontier recorded(List<RecordedRun> runs) {
    return new Frontier(
        runs,
        "The frontier: reward against divergence from the reference",
        run -> run.tables().getOrDefault(RECORDED, List.of()));
  }

  /** The chart, or nothing when no run has a point of it. */
  Optional<Chart> chart() {
    notDrawn = 0;
    Map<String, List<Point>> marks = new LinkedHashMap<>();
    Map<String, List<Point>> optima = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      for (Map<String, @Nullable Object> row : rows.apply(run)) {
        String series = Figures.cell(row.get("series"));
        Map<String, List<Point>> kind = series.startsWith("exact") ? optima : marks;
        addPoint(row, kind, run.labeled(series, runs));
      }
    }
    List<Series> all = new ArrayList<>();
    marks.forEach((label, points) -> all.add(new Series(label, points, Series.Form.MARKS)));
    for (Series optimum : distinct(optima)) {
      all.add(optimum);
    }
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new Chart(title, "divergence", "reward", all));
  }

  /** Rows of the tables that the last chart left out because a coordinate is not finite. */
  int notDrawn() {
    return notDrawn;
  }

  private void addPoint(
      Map<String, @Nullable Object> row, Map<String, List<Point>> to, String label) {
    double x = Cells.number(row, "divergence");
    double y = Cells.number(row, "reward");
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      notDrawn++;
      return;
    }
    double error = Cells.number(row, "reward_standard_error");
    to.computeIfAbsent(label, ignored -> new ArrayList<>())
        .add(new Point(x, y, Double.isFinite(error) ? error : 0, note(row)));
  }

  private static String note(Map<String, @Nullable Object> row) {
    String label = Figures.cell(row.get("label"));
    String beta = Figures.cell(row.get("beta"));
    String told = beta.isEmpty() ? "" : "beta " + beta;
    return label.isEmpty() || told.isEmpty() ? label + told : label + ", " + told;
  }

  private static List<Series> distinct(Map<String, List<Point>> optima) {
    Set<List<Point>> seen = new LinkedHashSet<>();
    List<Series> lines = new ArrayList<>();
    optima.forEach(
        (label, points) -> {
          List<Point> sorted =
              points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
          if (seen.add(sorted)) {
            lines.add(new Series(label, sorted, Series.Form.LINE));
          }
        });
    return lines;
  }
}
