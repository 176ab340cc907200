package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a reader must know before trusting the numbers, in words. */
final class Warnings {
  /** Below so many effective rows, a normal interval has no coverage worth the name. */
  private static final double FEW_ROWS = 30;

  private static final double SMALL_PART = 0.01;
  private static final double LARGE_SHARE = 0.1;
  private static final double MOST_ROWS = 0.5;

  private final List<String> found = new ArrayList<>();

  private Warnings() {}

  /** All warnings about runs and about comparing them. */
  static List<String> of(List<RecordedRun> runs) {
    Warnings warnings = new Warnings();
    for (RecordedRun run : runs) {
      warnings.end(run);
      warnings.weights(run);
      new OverOptimization(run)
          .warning()
          .ifPresent(said -> warnings.found.add(run.name() + ": " + said + "."));
    }
    warnings.comparison(runs);
    return warnings.found;
  }

  private void end(RecordedRun run) {
    String reached = "its numbers go to step " + Figures.of(run.lastStep()) + " only";
    String said = run.message().isEmpty() ? "" : " (" + run.message() + ")";
    switch (run.status()) {
      case "finished" -> {}
      case "failed" -> found.add(run.name() + " failed" + said + ": " + reached + ".");
      case "timed_out" -> found.add(run.name() + " stopped when its time was up: " + reached + ".");
      case "cancelled" -> found.add(run.name() + " was stopped before its end: " + reached + ".");
      default -> found.add(run.name() + " still runs, or was killed: " + reached + ".");
    }
  }

  private void weights(RecordedRun run) {
    run.metrics()
        .forEach(
            (metric, readings) -> {
              double last = readings.get(readings.size() - 1).value();
              MetricName name = new MetricName(metric);
              double rows = run.last(name.prefix() + "weighted_rows");
              String meaning = meaning(name.last(), last, rows);
              if (!meaning.isEmpty()) {
                String value = metric + " is " + Figures.of(last) + " at the end: ";
                found.add(run.name() + ": " + value + meaning + ".");
              }
            });
  }

  /**
   * What a bad last value of one of the standard diagnostics means; empty for a good one.
   *
   * @param rows that were weighted, or NaN where it is not known
   */
  private static String meaning(String metric, double last, double rows) {
    return switch (metric) {
      case "effective_sample_size" ->
          last < FEW_ROWS
              ? "importance-weighted numbers rest on a handful of rows; their intervals mean little"
              : last < SMALL_PART * rows
                  ? "less than 1% of the "
                      + Figures.of(rows)
                      + " rows bear importance-weighted numbers; their intervals are too narrow"
                  : "";
      case "largest_weight_share" ->
          last > LARGE_SHARE
              ? "importance-weighted numbers rest on a single row; their intervals mean little"
              : "";
      case "clip_fraction" -> last > MOST_ROWS ? "most rows had no say in the last gradients" : "";
      case "zero_weight_fraction" ->
          last > MOST_ROWS ? "most rows have no say in importance-weighted numbers" : "";
      default -> "";
    };
  }

  private void comparison(List<RecordedRun> runs) {
    differing(
        runs,
        RecordedRun::fingerprints,
        "the runs read different data; their numbers are not comparable row by row");
    differing(
        runs,
        run -> run.environment().path("engine").asString(""),
        "the runs used different engines; equal settings need not give equal bits");
    differing(
        runs,
        run -> run.environment().path("java").asString(""),
        "the runs used different Java versions; equal settings need not give equal bits");
  }

  private void differing(
      List<RecordedRun> runs, Function<RecordedRun, String> fact, String warning) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      names.computeIfAbsent(fact.apply(run), ignored -> new ArrayList<>()).add(run.name());
    }
    if (names.size() > 1) {
      List<String> parts = names.values().stream().map(part -> String.join(", ", part)).toList();
      found.add("Comparing " + String.join(" with ", parts) + ": " + warning + ".");
    }
  }
}
