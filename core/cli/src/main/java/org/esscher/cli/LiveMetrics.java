package org.esscher.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.cli.report.MetricName;

/**
 * Picks what is worth showing while a run goes: of the metrics that the last step recorded, the
 * first, which is a loss where there is one, and the divergence from the reference.
 */
final class LiveMetrics {
  private Map<String, Double> before = Map.of();

  /**
   * Takes the metrics after a step.
   *
   * @param latest the last value of each metric, old ones too
   * @return at most two, by name without what leads to it
   */
  Map<String, Double> after(Map<String, Double> latest) {
    Map<String, Double> shown = new LinkedHashMap<>();
    String first = "";
    String divergence = "";
    for (Map.Entry<String, Double> metric : latest.entrySet()) {
      if (metric.getValue().equals(before.get(metric.getKey()))) {
        continue;
      }
      if (new MetricName(metric.getKey()).isDivergence()) {
        divergence = divergence.isEmpty() ? metric.getKey() : divergence;
      } else {
        first = first.isEmpty() ? metric.getKey() : first;
      }
    }
    before = Map.copyOf(latest);
    for (String metric : new String[] {first, divergence}) {
      Double value = latest.get(metric);
      if (value != null) {
        shown.put(new MetricName(metric).last(), value);
      }
    }
    return shown;
  }
}
