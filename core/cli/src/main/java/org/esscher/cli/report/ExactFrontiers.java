package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frontiers that the host computed because a policy's choices could be listed, one for each
 * reward: optimum, best-of-n and the policies of the runs, all measured in the same way. Each
 * policy is a series under its own name, and runs that differ in their seeds only are one, as their
 * means. From the tables {@code exact_frontier} and {@code exact_frontier_basis}.
 */
final class ExactFrontiers {
  private static final String POINTS = "exact_frontier";
  private static final String BASIS = "exact_frontier_basis";
  private static final String MEASURE = "measure";
  private static final String SERIES = "series";
  private static final String TRUTH = "expected_rewards";
  private static final String POLICIES = "policies of the run";

  private final List<RecordedRun> runs;
  private int notDrawn;

  ExactFrontiers(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  /** The charts. */
  List<Chart> charts() {
    Set<String> measures = new LinkedHashSet<>();
    runs.forEach(run -> rows(run, POINTS).forEach(row -> measures.add(measure(row))));
    List<Chart> charts = new ArrayList<>();
    Map<RecordedRun, Replicates> merged = new LinkedHashMap<>();
    Replicates.of(runs).forEach(one -> merged.put(one.runs().get(0).named(one.name()), one));
    notDrawn = 0;
    for (String measure : measures) {
      String title = "By enumeration: " + words(measure);
      Frontier frontier =
          new Frontier(List.copyOf(merged.keySet()), title, run -> points(merged, run, measure));
      frontier
          .chart()
          .map(drawn -> new Chart(drawn.title(), "KL, nats", "mean reward", drawn.series()))
          .ifPresent(charts::add);
      notDrawn += frontier.notDrawn();
    }
    return charts;
  }

  private static List<Map<String, @Nullable Object>> points(
      Map<RecordedRun, Replicates> merged, RecordedRun run, String measure) {
    return SeedMeans.of(
        Objects.requireNonNull(merged.get(run)).runs().stream()
            .map(seed -> points(seed, measure))
            .filter(points -> !points.isEmpty())
            .toList());
  }

  private static List<Map<String, @Nullable Object>> points(RecordedRun run, String measure) {
    return rows(run, POINTS).stream()
        .filter(row -> measure(row).equals(measure))
        .map(ExactFrontiers::named)
        .toList();
  }

  /** Of a policy the name is the series: a file, or who can't point at a mark, must tell it too. */
  private static Map<String, @Nullable Object> named(Map<String, @Nullable Object> row) {
    if (!POLICIES.equals(row.get(SERIES))) {
      return row;
    }
    Map<String, @Nullable Object> named = new LinkedHashMap<>(row);
    named.put(SERIES, named.remove("label"));
    return named;
  }

  /** Rows of the tables that the last charts left out because a coordinate is not finite. */
  int notDrawn() {
    return notDrawn;
  }

  /** What the charts rest on, a sentence for each frontier; it names runs where they differ. */
  List<String> bases() {
    Map<String, List<String>> bases = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      for (Map<String, @Nullable Object> row : rows(run, BASIS)) {
        bases.computeIfAbsent(basis(row), sentence -> new ArrayList<>()).add(run.name());
      }
    }
    List<String> sentences = new ArrayList<>();
    bases.forEach(
        (sentence, of) ->
            sentences.add(
                of.size() == runs.size() ? sentence : String.join(", ", of) + ": " + sentence));
    return sentences;
  }

  private static String basis(Map<String, @Nullable Object> row) {
    String measured = words(measure(row));
    return Character.toUpperCase(measured.charAt(0))
        + measured.substring(1)
        + " is exact over "
        + Figures.cell(row.get("contexts"))
        + " of "
        + Figures.cell(row.get("of"))
        + " contexts of "
        + Figures.cell(row.get("source"))
        + ", with "
        + Figures.cell(row.get("choices"))
        + " choices.";
  }

  /** The truth of simulated data is a column of means, whose name says little on its own. */
  private static String words(String measure) {
    return measure.startsWith(TRUTH)
        ? "true mean reward" + measure.substring(TRUTH.length())
        : "mean " + measure;
  }

  private static List<Map<String, @Nullable Object>> rows(RecordedRun run, String table) {
    return run.tables().getOrDefault(table, List.of());
  }

  private static String measure(Map<String, @Nullable Object> row) {
    return Figures.cell(row.get(MEASURE));
  }
}
