package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of frontiers of runs that differ in their seeds only, as rows of one: the mean of each
 * policy that all of them have, by its series and label, and the mean of their optima at equal
 * divergence, which lines between their points give. Standard errors are those of means over seeds.
 */
final class SeedMeans {
  /** Divergences at which optima are compared, from 0 to the least of their largest. */
  private static final int DIVERGENCES = 16;

  private final List<List<Map<String, @Nullable Object>>> runs;
  private final List<Map<String, @Nullable Object>> merged = new ArrayList<>();

  private SeedMeans(List<List<Map<String, @Nullable Object>>> runs) {
    this.runs = runs;
  }

  /**
   * Merges.
   *
   * @param runs the rows of each run; those of a single one stay as they are
   * @return rows with {@code reward_standard_error}
   */
  static List<Map<String, @Nullable Object>> of(List<List<Map<String, @Nullable Object>>> runs) {
    if (runs.size() == 1) {
      return runs.get(0);
    }
    SeedMeans means = new SeedMeans(runs);
    means.addOptimum();
    means.addPolicies();
    return means.merged;
  }

  private void addOptimum() {
    List<List<Point>> lines = runs.stream().map(SeedMeans::optimum).toList();
    if (lines.stream().anyMatch(List::isEmpty)) {
      return;
    }
    double end =
        lines.stream().mapToDouble(line -> line.get(line.size() - 1).x()).min().orElseThrow();
    for (int i = 0; i < DIVERGENCES; i++) {
      double divergence = end * i / (DIVERGENCES - 1);
      add(
          "exact optimum",
          "",
          divergence,
          lines.stream().map(line -> at(line, divergence)).toList());
    }
  }

  private static List<Point> optimum(List<Map<String, @Nullable Object>> rows) {
    return rows.stream()
        .filter(row -> series(row).startsWith("exact"))
        .map(SeedMeans::point)
        .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  /** On the lines between points; before the first the first's. */
  private static double at(List<Point> line, double x) {
    Point before = line.get(0);
    for (Point after : line) {
      if (after.x() >= x) {
        double between = after.x() - before.x();
        double share = between == 0 ? 0 : (x - before.x()) / between;
        return x < before.x() ? before.y() : before.y() + share * (after.y() - before.y());
      }
      before = after;
    }
    return before.y();
  }

  private void addPolicies() {
    Map<List<String>, List<Point>> policies = new LinkedHashMap<>();
    for (List<Map<String, @Nullable Object>> run : runs) {
      for (Map<String, @Nullable Object> row : run) {
        if (!series(row).startsWith("exact")) {
          policies
              .computeIfAbsent(
                  List.of(series(row), Figures.cell(row.get("label"))), key -> new ArrayList<>())
              .add(point(row));
        }
      }
    }
    policies.forEach(
        (name, points) -> {
          if (points.size() == runs.size()) {
            double divergence = points.stream().mapToDouble(Point::x).sum() / points.size();
            add(name.get(0), name.get(1), divergence, points.stream().map(Point::y).toList());
          }
        });
  }

  private void add(String series, String label, double divergence, List<Double> rewards) {
    int count = rewards.size();
    double mean = numbers(rewards).sum() / count;
    double squares = numbers(rewards).map(reward -> (reward - mean) * (reward - mean)).sum();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", divergence);
    row.put("reward", mean);
    row.put("reward_standard_error", Math.sqrt(squares / (count - 1) / count));
    row.put("label", label);
    merged.add(row);
  }

  private static DoubleStream numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue);
  }

  private static String series(Map<String, @Nullable Object> row) {
    return Figures.cell(row.get("series"));
  }

  private static Point point(Map<String, @Nullable Object> row) {
    return new Point(Cells.number(row, "divergence"), Cells.number(row, "reward"), 0, "");
  }
}
