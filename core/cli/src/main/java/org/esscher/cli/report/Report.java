package org.esscher.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.esscher.api.EsscherException;
import tools.jackson.databind.JsonNode;

/**
 * One HTML page about one run or several side by side: warnings, how each run ended, the frontier,
 * last values and learning curves of the metrics, the recorded tables, configuration, data and
 * versions. It refers to nothing outside itself, runs no script, and depends on nothing but what
 * the runs recorded: the same runs give the same page.
 */
public final class Report {
  private static final String STYLE = "report.css";

  private final List<RecordedRun> runs;
  private final Html page = new Html();
  private final Tables tables;

  private Report(List<RecordedRun> runs) {
    this.runs = runs;
    this.tables = new Tables(page, runs.stream().map(RecordedRun::name).toList());
  }

  /**
   * Writes the page.
   *
   * @param runDirectories one or more directories of runs, finished or not, in the order of the
   *     columns
   * @return HTML that is well-formed XML too
   * @throws EsscherException (USER) when a directory is not a run's, (DATA) when a file in it is
   *     damaged
   */
  public static String html(List<Path> runDirectories) {
    if (runDirectories.isEmpty()) {
      throw EsscherException.user("a report needs at least one run directory");
    }
    return new Report(read(runDirectories)).write();
  }

  private static List<RecordedRun> read(List<Path> directories) {
    List<RecordedRun> runs = new ArrayList<>(directories.stream().map(RunReader::read).toList());
    Set<String> names = new HashSet<>();
    boolean ambiguous = runs.stream().anyMatch(run -> !names.add(run.name()));
    if (ambiguous) {
      for (int i = 0; i < runs.size(); i++) {
        runs.set(i, runs.get(i).named(directories.get(i).toString()));
      }
    }
    return runs;
  }

  private String write() {
    String title = "Esscher: " + String.join(", ", runs.stream().map(RecordedRun::name).toList());
    page.own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    // Even if something slipped through the escaping, a browser would neither run nor load it.
    page.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    page.element("title", title).open("style").own(style()).close("style").close("head");
    page.open("body").element("h1", title);
    writeWarnings();
    writeEnds();
    writeFrontier();
    writeLastValues();
    writeCurves();
    writeTables();
    writeFacts("Configuration", RecordedRun::config);
    writeFacts("Data and versions", RecordedRun::environment);
    page.close("body").close("html");
    return page.toString();
  }

  private static String style() {
    try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(STYLE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(STYLE, e);
    }
  }

  private void writeWarnings() {
    List<String> warnings = Warnings.of(runs);
    if (!warnings.isEmpty()) {
      page.open("section", "class", "warnings").element("h2", "Warnings").open("ul");
      warnings.forEach(warning -> page.element("li", warning));
      page.close("ul").close("section");
    }
  }

  private void writeEnds() {
    page.open("section").element("h2", runs.size() == 1 ? "The run" : "The runs");
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows.put("recipe", column(RecordedRun::recipe));
    rows.put("seed", column(run -> Settings.text(run.config().path("seed"))));
    rows.put("status", column(RecordedRun::status));
    rows.put("last step", column(run -> Figures.of(run.lastStep())));
    tables.comparison(rows);
    page.close("section");
  }

  private void writeFrontier() {
    Frontier frontier = Frontier.recorded(runs);
    ExactFrontiers exact = new ExactFrontiers(runs);
    page.open("section").element("h2", "Frontier");
    Optional<Chart> recorded = frontier.chart();
    List<Chart> enumerated = exact.charts();
    if (recorded.isEmpty() && enumerated.isEmpty()) {
      note("No run recorded a point that can be drawn.");
    }
    recorded.ifPresent(this::writeFrontier);
    if (!enumerated.isEmpty()) {
      page.open("div", "class", "charts");
      enumerated.forEach(chart -> chart.write(page));
      page.close("div");
      note(
          "Computed by the host from all choices of some contexts, for every policy alike: no policy"
              + " lies above the line. "
              + String.join(" ", exact.bases()));
    }
    if (frontier.notDrawn() > 0) {
      note("Rows not drawn, for want of a finite coordinate: " + frontier.notDrawn() + ".");
    }
    page.close("section");
  }

  private void writeFrontier(Chart chart) {
    chart.write(page);
    note(
        "Bars span ±1.96 standard errors. A line is an exact optimum: no policy lies above it but by"
            + " the chance of its samples.");
  }

  private void note(String text) {
    page.element("p", text, "class", "note");
  }

  private void writeLastValues() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      for (String metric : run.metrics().keySet()) {
        rows.computeIfAbsent(metric, name -> column(one -> last(one, name)));
      }
    }
    if (!rows.isEmpty()) {
      page.open("section").element("h2", "Metrics at the end");
      tables.comparison(rows);
      page.close("section");
    }
  }

  private static String last(RecordedRun run, String metric) {
    List<Reading> readings = run.metrics().get(metric);
    return readings == null ? "" : Figures.of(readings.get(readings.size() - 1).value());
  }

  private void writeCurves() {
    List<Chart> charts = new LearningCurves(runs).charts();
    if (!charts.isEmpty()) {
      page.open("section").element("h2", "Learning curves").open("div", "class", "charts");
      charts.forEach(chart -> chart.write(page));
      page.close("div").close("section");
    }
  }

  private void writeTables() {
    for (RecordedRun run : runs) {
      run.tables()
          .forEach(
              (name, rows) -> {
                page.open("section");
                page.element("h2", runs.size() == 1 ? name : run.name() + ": " + name);
                tables.result(rows);
                page.close("section");
              });
    }
  }

  private void writeFacts(String title, Function<RecordedRun, JsonNode> facts) {
    List<Map<String, String>> flat =
        runs.stream().map(run -> Settings.of(facts.apply(run))).toList();
    Set<String> paths = new LinkedHashSet<>();
    flat.forEach(one -> paths.addAll(one.keySet()));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String path : paths) {
      rows.put(path, flat.stream().map(one -> one.getOrDefault(path, "")).toList());
    }
    page.open("section").element("h2", title);
    tables.comparison(rows);
    page.close("section");
  }

  private List<String> column(Function<RecordedRun, String> fact) {
    return runs.stream().map(fact).toList();
  }
}
