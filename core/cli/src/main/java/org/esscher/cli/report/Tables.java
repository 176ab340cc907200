package org.esscher.cli.report;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes tables to a page. */
final class Tables {
  private static final int SHORT_TEXT = 60;

  private final Html page;

  /**
   * Tables of a page.
   *
   * @param page written to
   */
  Tables(Html page) {
    this.page = page;
  }

  /**
   * A table as a run recorded it.
   *
   * @param name what it is called by who can't see where it stands
   * @param rows cells by column
   */
  void result(String name, List<Map<String, @Nullable Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    head(name, List.copyOf(columns));
    for (Map<String, @Nullable Object> row : rows) {
      page.open("tr");
      for (String column : columns) {
        Object cell = row.get(column);
        page.element("td", Figures.cell(cell), "class", kind(cell));
      }
      page.close("tr");
    }
    foot();
  }

  /** What a cell holds: prompts and completions keep their lines, and room to be read. */
  private static String kind(@Nullable Object cell) {
    if (cell instanceof Number) {
      return "number";
    }
    return cell instanceof String text && text.length() > SHORT_TEXT ? "sample" : "text";
  }

  /**
   * A row for each fact, a column for each run; rows in which runs differ are marked.
   *
   * @param name what the table is called by who can't see where it stands
   * @param runs their names
   * @param facts values by fact, in the order of the runs
   */
  void comparison(String name, List<String> runs, Map<String, List<String>> facts) {
    head(name, Stream.concat(Stream.of(""), runs.stream()).toList());
    facts.forEach(
        (fact, values) -> {
          boolean differ = new HashSet<>(values).size() > 1;
          page.open("tr", "class", differ ? "differ" : "same").element("th", fact, "scope", "row");
          values.forEach(value -> page.element("td", value));
          page.close("tr");
        });
    foot();
  }

  /** The keyboard can scroll what is focused, and a screen reader says what that is. */
  private void head(String name, List<String> columns) {
    page.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", name);
    page.open("table").open("thead").open("tr");
    for (String column : columns) {
      if (column.isEmpty()) {
        page.element("td", "");
      } else {
        page.element("th", column, "scope", "col");
      }
    }
    page.close("tr").close("thead").open("tbody");
  }

  private void foot() {
    page.close("tbody").close("table").close("div");
  }
}
