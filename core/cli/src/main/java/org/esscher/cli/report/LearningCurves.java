package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A chart for each metric that was recorded at two steps or more, with a line for each run; runs
 * that differ in their seeds only are one line, their mean, in a band of one standard error to
 * either side; a single run's line has such a band where the run recorded the standard error beside
 * the metric, under its name and {@code _standard_error}. A proxy reward and the gold reward that
 * it stands for share one chart: where they part, the proxy is being exploited.
 */
final class LearningCurves {
  /** More can't be told apart in a chart of this width. */
  private static final int DRAWN_POINTS = 320;

  /** The end of the name of a metric that is the standard error of another. */
  private static final String ERROR = "_standard_error";

  private static final List<String> PROXY_AND_GOLD = List.of("proxy_", "gold_");

  private final List<RecordedRun> runs;
  private final List<Replicates> replicates;

  LearningCurves(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
    this.replicates = Replicates.of(runs);
  }

  /**
   * Draws.
   *
   * @param listener is told of the metrics that were looked at
   */
  List<Chart> charts(WorkListener listener) {
    Map<String, List<Series>> panels = new LinkedHashMap<>();
    Set<String> metrics = metrics();
    int done = 0;
    for (String metric : metrics) {
      listener.reached("curves", "metrics", done++, metrics.size());
      if (isErrorOfAnother(metric)) {
        continue;
      }
      for (Replicates one : replicates) {
        List<Point> curve = withErrors(one, metric);
        if (curve.size() > 1) {
          panels
              .computeIfAbsent(panel(metric), ignored -> new ArrayList<>())
              .add(new Series(label(one, metric), thinned(curve), Series.Form.LINE));
        }
      }
    }
    List<Chart> charts = new ArrayList<>();
    panels.forEach((title, series) -> charts.add(new Chart(title, "step", title, series)));
    return charts;
  }

  private boolean isErrorOfAnother(String metric) {
    return metric.endsWith(ERROR)
        && metrics().contains(metric.substring(0, metric.length() - ERROR.length()));
  }

  /** Of a single run, the errors are those that it recorded; of several, their spread. */
  private static List<Point> withErrors(Replicates one, String metric) {
    List<Point> curve = one.curve(metric);
    if (one.runs().size() > 1) {
      return curve;
    }
    Map<Double, Double> errors = new LinkedHashMap<>();
    one.curve(metric + ERROR).forEach(point -> errors.put(point.x(), point.y()));
    if (errors.isEmpty()) {
      return curve;
    }
    return curve.stream()
        .map(
            point ->
                new Point(point.x(), point.y(), errors.getOrDefault(point.x(), 0.0), point.note()))
        .toList();
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

  private String label(Replicates one, String metric) {
    return runs.size() == 1 ? metric : one.name() + ": " + metric;
  }

  /**
   * Means over equal stretches of steps, each stretch as short as the number of points allows. The
   * standard error is the mean over the stretch too: within a run, neighboring steps err alike.
   */
  private static List<Point> thinned(List<Point> curve) {
    int stretch = (curve.size() + DRAWN_POINTS - 1) / DRAWN_POINTS;
    List<Point> points = new ArrayList<>();
    for (int from = 0; from < curve.size(); from += stretch) {
      List<Point> part = curve.subList(from, Math.min(curve.size(), from + stretch));
      points.add(
          new Point(
              mean(part, Point::x), mean(part, Point::y), mean(part, Point::standardError), ""));
    }
    return points;
  }

  private static double mean(List<Point> points, ToDoubleFunction<Point> coordinate) {
    return points.stream().mapToDouble(coordinate).average().orElseThrow();
  }
}
