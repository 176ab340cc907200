package org.esscher.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.cli.report.Figures;
import org.jspecify.annotations.Nullable;

/** Tables of a run as aligned text. */
final class TextTables {
  private final PrintWriter out;

  TextTables(PrintWriter out) {
    this.out = out;
  }

  void print(Map<String, List<Map<String, @Nullable Object>>> tables) {
    tables.forEach(
        (name, rows) -> {
          out.println(name);
          table(rows).forEach(line -> out.println("  " + line));
          out.println();
        });
  }

  private static List<String> table(List<Map<String, @Nullable Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.copyOf(columns));
    for (Map<String, @Nullable Object> row : rows) {
      cells.add(columns.stream().map(column -> Figures.cell(row.get(column))).toList());
    }
    List<String> lines = new ArrayList<>();
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder();
      for (int c = 0; c < line.size(); c++) {
        int at = c;
        int width = cells.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
        text.append(line.get(c)).append(" ".repeat(width - line.get(c).length() + 2));
      }
      lines.add(text.toString().stripTrailing());
    }
    return lines;
  }
}
