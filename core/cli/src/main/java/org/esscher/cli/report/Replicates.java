package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs that differ in their seeds only: of one recipe and configuration, on the same data.
 *
 * @param runs one or more, in the page's order
 */
record Replicates(List<RecordedRun> runs) {
  Replicates {
    runs = List.copyOf(runs);
  }

  /** Runs by what they have in common, in the order of first appearance. */
  static List<Replicates> of(List<RecordedRun> runs) {
    Map<List<Object>, List<RecordedRun>> groups = new LinkedHashMap<>();
    Set<List<Object>> seen = new HashSet<>();
    for (RecordedRun run : runs) {
      List<Object> common = List.of(unseeded(run), run.fingerprints());
      // A seed that is there already is the same run again, and no evidence of spread.
      boolean repeated = !seen.add(List.of(run.config(), run.fingerprints()));
      groups
          .computeIfAbsent(repeated ? List.of(common, run) : common, key -> new ArrayList<>())
          .add(run);
    }
    return groups.values().stream().map(Replicates::new).toList();
  }

  private static JsonNode unseeded(RecordedRun run) {
    JsonNode config = run.config().deepCopy();
    if (config instanceof ObjectNode fields) {
      fields.remove("seed");
    }
    return config;
  }

  /** The run's name, or the first and the last with their number. */
  String name() {
    String first = runs.get(0).name();
    return runs.size() == 1
        ? first
        : first + " … " + runs.get(runs.size() - 1).name() + " (" + runs.size() + " seeds)";
  }

  /**
   * A metric's mean over the runs at each step that all of them recorded it at.
   *
   * @param metric its name
   * @return points with standard errors of the mean, 0 of a single run, in the order of steps
   */
  List<Point> curve(String metric) {
    List<Reading> readings = new ArrayList<>();
    runs.forEach(run -> readings.addAll(run.metrics().getOrDefault(metric, List.of())));
    readings.sort(Comparator.comparingDouble(Reading::step));
    List<Point> points = new ArrayList<>();
    int first = 0;
    while (first < readings.size()) {
      double step = readings.get(first).step();
      int end = first + 1;
      while (end < readings.size() && readings.get(end).step() == step) {
        end++;
      }
      if (end - first >= runs.size()) {
        points.add(mean(step, readings.subList(first, end)));
      }
      first = end;
    }
    return points;
  }

  private static Point mean(double step, List<Reading> values) {
    int count = values.size();
    double mean = numbers(values).sum() / count;
    double squares = numbers(values).map(value -> (value - mean) * (value - mean)).sum();
    double error = count == 1 ? 0 : Math.sqrt(squares / (count - 1) / count);
    return new Point(step, mean, error, "");
  }

  private static DoubleStream numbers(List<Reading> values) {
    return values.stream().mapToDouble(Reading::value);
  }
}
