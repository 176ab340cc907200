package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chart for each metric that was recorded at two steps or more, with a line for each run. A proxy
 * reward and the gold reward that it stands for share one chart: where they part, the proxy is
 * being exploited.
 */
final class LearningCurves {
  /** More can't be told apart in a chart of this width. */
  private static final int DRAWN_POINTS = 320;

  private static final List<String> PROXY_AND_GOLD = List.of("proxy_", "gold_");

  private final List<RecordedRun> runs;

  LearningCurves(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  List<Chart> charts() {
    Map<String, List<Series>> panels = new LinkedHashMap<>();
    for (String metric : metrics()) {
      for (RecordedRun run : runs) {
        List<Reading> readings = run.metrics().getOrDefault(metric, List.of());
        if (readings.size() > 1) {
          panels
              .computeIfAbsent(panel(metric), ignored -> new ArrayList<>())
              .add(new Series(label(run, metric), thinned(readings), Series.Form.LINE));
        }
      }
    }
    List<Chart> charts = new ArrayList<>();
    panels.forEach((title, series) -> charts.add(new Chart(title, "step", title, series)));
    return charts;
  }

  private Set<String> metrics() {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.metrics().keySet()));
    return names;
  }

  private String panel(String metric) {
    String shared = withoutKind(metric);
    boolean both = PROXY_AND_GOLD.stream().map(kind -> kind + shared).allMatch(metrics()::contains);
    return both ? "proxy and gold " + shared : metric;
  }

  private static String withoutKind(String metric) {
    for (String kind : PROXY_AND_GOLD) {
      if (metric.startsWith(kind)) {
        return metric.substring(kind.length());
      }
    }
    return metric;
  }

  private String label(RecordedRun run, String metric) {
    return runs.size() == 1 ? metric : run.name() + ": " + metric;
  }

  /** Means over equal stretches of steps, each stretch as short as the number of points allows. */
  private static List<Point> thinned(List<Reading> readings) {
    int stretch = (readings.size() + DRAWN_POINTS - 1) / DRAWN_POINTS;
    List<Point> points = new ArrayList<>();
    for (int from = 0; from < readings.size(); from += stretch) {
      List<Reading> part = readings.subList(from, Math.min(readings.size(), from + stretch));
      double step = part.stream().mapToDouble(Reading::step).average().orElseThrow();
      double value = part.stream().mapToDouble(Reading::value).average().orElseThrow();
      points.add(new Point(step, value, 0, ""));
    }
    return points;
  }
}
