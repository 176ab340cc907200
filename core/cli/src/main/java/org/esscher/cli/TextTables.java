package org.esscher.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.cli.report.Figures;
import org.jspecify.annotations.Nullable;

/**
 * Tables of a run as aligned text. What is wider than the screen is cut into several below each
 * other, all of which begin with the columns that say what a row is.
 */
final class TextTables {
  private static final String INDENT = "  ";
  private static final int GAP = 2;

  /** Columns that are repeated, at most. */
  private static final int NAMING = 2;

  private final PrintWriter out;
  private final int width;

  /**
   * Tables.
   *
   * @param out receives them
   * @param width characters that a line may have
   */
  TextTables(PrintWriter out, int width) {
    this.out = out;
    this.width = width - INDENT.length();
  }

  void print(Map<String, List<Map<String, @Nullable Object>>> tables) {
    tables.forEach(
        (name, rows) -> {
          out.println(name);
          table(rows).forEach(line -> out.println(INDENT + line));
          out.println();
        });
  }

  private List<String> table(List<Map<String, @Nullable Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.copyOf(columns));
    for (Map<String, @Nullable Object> row : rows) {
      cells.add(columns.stream().map(column -> Figures.cell(row.get(column))).toList());
    }
    int[] widths =
        IntStream.range(0, columns.size())
            .map(c -> cells.stream().mapToInt(line -> line.get(c).length()).max().orElse(0) + GAP)
            .toArray();
    List<String> lines = new ArrayList<>();
    for (List<Integer> part : parts(widths, naming(rows, List.copyOf(columns)))) {
      for (List<String> line : cells) {
        StringBuilder text = new StringBuilder();
        for (int c : part) {
          text.append(line.get(c)).append(" ".repeat(widths[c] - line.get(c).length()));
        }
        lines.add(text.toString().stripTrailing());
      }
    }
    return lines;
  }

  /** How many of the first columns say what a row is: those of text. */
  private static int naming(List<Map<String, @Nullable Object>> rows, List<String> columns) {
    int naming = 0;
    while (naming < Math.min(NAMING, columns.size())) {
      String column = columns.get(naming);
      if (rows.stream().anyMatch(row -> !(row.get(column) instanceof String))) {
        break;
      }
      naming++;
    }
    return naming;
  }

  /**
   * The columns of each part, in their order: as many as the screen takes, at least one new one.
   */
  private List<List<Integer>> parts(int[] widths, int naming) {
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> part = new ArrayList<>();
    int room = 0;
    for (int c = 0; c < widths.length; c++) {
      boolean fresh = part.size() <= naming;
      if (!fresh && widths[c] - GAP > room) {
        parts.add(part);
        part = new ArrayList<>(IntStream.range(0, naming).boxed().toList());
        room = width - IntStream.range(0, naming).map(n -> widths[n]).sum();
      } else if (c == 0) {
        room = width;
      }
      part.add(c);
      room -= widths[c];
    }
    parts.add(part);
    return parts;
  }
}
