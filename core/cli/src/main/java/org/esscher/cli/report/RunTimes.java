package org.esscher.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** When a run was at which step, and where its time went. */
public final class RunTimes {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final NavigableMap<Double, Long> byStep = new TreeMap<>();

  /**
   * What was recorded with a checkpoint.
   *
   * @param step the last step that was taken
   * @param seconds since the line before, by what was done
   */
  record Line(double step, Map<String, Double> seconds) {}

  /**
   * The times of a run.
   *
   * @param start milliseconds since 1970
   * @param lines as they were recorded; after a resume steps begin anew at the one that it went on
   *     from
   */
  RunTimes(long start, List<Line> lines) {
    double passed = 0;
    for (Line line : lines) {
      line.seconds().forEach((name, spent) -> seconds.merge(name, spent, Double::sum));
      passed += line.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
      // What a killed run did after the checkpoint that it was resumed from counts no longer.
      byStep.tailMap(line.step(), true).clear();
      byStep.put(line.step(), start + Math.round(1000 * passed));
    }
  }

  /** Seconds by what was done, in the order of first appearance; steps taken twice count twice. */
  Map<String, Double> seconds() {
    return seconds;
  }

  /**
   * When a step was taken: between two checkpoints, as if steps took equally long, and as if no
   * time had passed between a run's end and its resumption.
   *
   * @param step of the run
   * @return milliseconds since 1970; of a run without times, as if it had begun then and taken a
   *     second a step
   */
  public long at(double step) {
    if (byStep.isEmpty()) {
      return Math.round(1000 * step);
    }
    Map.Entry<Double, Long> before = byStep.floorEntry(step);
    Map.Entry<Double, Long> after = byStep.ceilingEntry(step);
    if (before == null || after == null) {
      return Objects.requireNonNull(before == null ? after : before).getValue();
    }
    double between = after.getKey() - before.getKey();
    double share = between == 0 ? 0 : (step - before.getKey()) / between;
    return Math.round(before.getValue() + share * (after.getValue() - before.getValue()));
  }
}
