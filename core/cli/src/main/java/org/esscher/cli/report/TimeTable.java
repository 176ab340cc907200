package org.esscher.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the time of runs went, the longest first. */
final class TimeTable {
  private TimeTable() {}

  /**
   * The rows of a table: what was done, and a column a run with seconds and share.
   *
   * @param runs of a page
   * @return empty where no run recorded times
   */
  static List<Map<String, @Nullable Object>> of(List<RecordedRun> runs) {
    Map<String, Double> all = new LinkedHashMap<>();
    runs.forEach(
        run -> run.times().seconds().forEach((name, spent) -> all.merge(name, spent, Double::sum)));
    List<String> names = new ArrayList<>(all.keySet());
    names.sort(Comparator.comparingDouble(name -> -all.getOrDefault(name, 0.0)));
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (String name : names) {
      Map<String, @Nullable Object> row = row(name);
      for (RecordedRun run : runs) {
        Double spent = run.times().seconds().get(name);
        row.put(run.name(), spent == null ? null : text(spent, total(run)));
      }
      rows.add(row);
    }
    if (!rows.isEmpty()) {
      Map<String, @Nullable Object> row = row("all of it");
      runs.forEach(run -> row.put(run.name(), seconds(total(run))));
      rows.add(row);
    }
    return rows;
  }

  private static Map<String, @Nullable Object> row(String name) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("what", name);
    return row;
  }

  private static double total(RecordedRun run) {
    return run.times().seconds().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String text(double spent, double total) {
    return String.format(
        Locale.ROOT, "%s, %.0f%%", seconds(spent), total > 0 ? 100 * spent / total : 0);
  }

  private static String seconds(double spent) {
    return String.format(Locale.ROOT, "%.2f s", spent);
  }
}
