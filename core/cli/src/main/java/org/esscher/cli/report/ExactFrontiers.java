package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frontiers that the host computed because a policy's choices could be listed, one for each
 * reward: optimum, best-of-n and the policies of the runs, all measured in the same way. From the
 * tables {@code exact_frontier} and {@code exact_frontier_basis}.
 */
final class ExactFrontiers {
  private static final String POINTS = "exact_frontier";
  private static final String BASIS = "exact_frontier_basis";
  private static final String MEASURE = "measure";

  private final List<RecordedRun> runs;

  ExactFrontiers(List<RecordedRun> runs) {
    this.runs = List.copyOf(runs);
  }

  /** The charts. */
  List<Chart> charts() {
    Set<String> measures = new LinkedHashSet<>();
    runs.forEach(run -> rows(run, POINTS).forEach(row -> measures.add(measure(row))));
    List<Chart> charts = new ArrayList<>();
    for (String measure : measures) {
      new Frontier(
              runs,
              "By enumeration: expected " + measure,
              run ->
                  rows(run, POINTS).stream().filter(row -> measure(row).equals(measure)).toList())
          .chart()
          .ifPresent(charts::add);
    }
    return charts;
  }

  /** What the charts rest on, a sentence for each run and frontier. */
  List<String> bases() {
    List<String> bases = new ArrayList<>();
    for (RecordedRun run : runs) {
      for (Map<String, @Nullable Object> row : rows(run, BASIS)) {
        bases.add(
            (runs.size() == 1 ? "" : run.name() + ": ")
                + measure(row)
                + " is exact over "
                + Figures.cell(row.get("contexts"))
                + " of "
                + Figures.cell(row.get("of"))
                + " contexts of "
                + Figures.cell(row.get("source"))
                + ", with "
                + Figures.cell(row.get("choices"))
                + " choices.");
      }
    }
    return bases;
  }

  private static List<Map<String, @Nullable Object>> rows(RecordedRun run, String table) {
    return run.tables().getOrDefault(table, List.of());
  }

  private static String measure(Map<String, @Nullable Object> row) {
    return Figures.cell(row.get(MEASURE));
  }
}
