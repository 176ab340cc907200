package org.esscher.cli.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One HTML page about one run or several side by side: warnings, how each run ended, the frontier,
 * last values and learning curves of the metrics, importance weights, calibration, samples, the
 * recorded tables, configuration, data and versions. It refers to nothing outside itself, runs no
 * script but its own, and depends on nothing but what the runs recorded: the same runs give the
 * same page. Beside it go its charts, as SVG and PNG files.
 */
public final class Report {
  private static final String LAST_VALUES = "Metrics at the end";
  private static final String OVER_SEEDS = "Means over seeds";
  private static final String TIMES = "Time";

  private final List<RecordedRun> runs;
  private final Html body = new Html();
  private final Sections page = new Sections(body);
  private final Tables tables = new Tables(body);
  private final PlotLibrary library = new PlotLibrary();
  private final List<Chart> charts = new ArrayList<>();
  private final WorkListener listener;

  private Report(List<Path> directories, WorkListener listener) {
    this.runs = read(directories, listener);
    this.listener = listener;
  }

  /**
   * Writes the page, and each chart as SVG and PNG into a directory beside it that is named after
   * it: {@code report-charts} for {@code report.html}.
   *
   * @param file the page
   * @param runDirectories one or more directories of runs, finished or not, in the order of the
   *     columns
   * @param listener is told how far the work is
   * @return what the runs recorded
   * @throws EsscherException (USER) when a directory is not a run's or the page can't be written,
   *     (DATA) when a file in it is damaged
   */
  public static List<RecordedRun> write(
      Path file, List<Path> runDirectories, WorkListener listener) {
    Report report = new Report(runDirectories, listener);
    String html = report.html();
    ChartFiles.write(file, html, report.charts, listener);
    return report.runs;
  }

  /**
   * The page alone.
   *
   * @param runDirectories one or more directories of runs, finished or not, in the order of the
   *     columns
   * @return HTML that is well-formed XML too
   * @throws EsscherException (USER) when a directory is not a run's, (DATA) when a file in it is
   *     damaged
   */
  public static String html(List<Path> runDirectories) {
    return new Report(runDirectories, WorkListener.NONE).html();
  }

  private static List<RecordedRun> read(List<Path> directories, WorkListener listener) {
    if (directories.isEmpty()) {
      throw EsscherException.user("a report needs at least one run directory");
    }
    List<RecordedRun> runs = new ArrayList<>(RunReader.read(directories, listener));
    Set<String> names = new HashSet<>();
    boolean ambiguous = runs.stream().anyMatch(run -> !names.add(run.name()));
    if (ambiguous) {
      for (int i = 0; i < runs.size(); i++) {
        runs.set(i, runs.get(i).named(directories.get(i).toString()));
      }
    }
    return runs;
  }

  private String html() {
    writeWarnings();
    writeEnds();
    writeFrontier();
    writeLastValues();
    writeCharts("Learning curves", new LearningCurves(runs).charts(listener));
    writeCharts(Weights.TITLE, new Weights(runs).charts());
    writeCharts(Calibration.TITLE, new Calibration(runs).charts());
    writeTables();
    writeFacts("Configuration", RecordedRun::config);
    writeFacts("Data and versions", RecordedRun::environment);
    writeTimes();
    return whole();
  }

  private String whole() {
    String title = "Esscher: " + String.join(", ", names());
    Html whole = new Html();
    whole.own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    whole.empty("meta", "charset", "utf-8");
    whole.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    whole.empty("meta", "name", "color-scheme", "content", "light dark");
    // Even if something slipped through the escaping, a browser would neither run nor load it.
    whole.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
            + library.sources());
    whole.element("title", title).open("style").own(PlotLibrary.text("report.css")).close("style");
    whole.close("head").open("body").open("header").element("h1", title);
    page.writeContents(whole);
    whole.close("header").open("main").own(body.toString()).close("main");
    if (!charts.isEmpty()) {
      library.write(whole);
    }
    return whole.close("body").close("html").toString();
  }

  private void writeWarnings() {
    List<String> warnings = Warnings.of(runs);
    if (!warnings.isEmpty()) {
      page.open("Warnings", "class", "warnings");
      body.open("ul");
      warnings.forEach(warning -> body.element("li", warning));
      body.close("ul");
      page.close();
    }
  }

  private void writeEnds() {
    String title = runs.size() == 1 ? "The run" : "The runs";
    page.open(title);
    Map<String, List<String>> rows = new LinkedHashMap<>();
    rows.put("recipe", column(RecordedRun::recipe));
    rows.put("seed", column(run -> Settings.text(run.config().path("seed"))));
    rows.put("status", column(RecordedRun::status));
    rows.put("last step", column(run -> Figures.of(run.lastStep())));
    tables.comparison(title, names(), rows);
    page.close();
  }

  private void writeFrontier() {
    Frontier frontier = Frontier.recorded(runs);
    ExactFrontiers exact = new ExactFrontiers(runs);
    page.open("Frontier");
    Optional<Chart> recorded = frontier.chart();
    List<Chart> enumerated = exact.charts();
    if (recorded.isEmpty() && enumerated.isEmpty()) {
      note("No run recorded a point that can be drawn.");
    }
    recorded.ifPresent(this::writeFrontier);
    if (!enumerated.isEmpty()) {
      write(enumerated);
      note(
          "Computed by the host from all choices of some contexts, for every policy alike: no"
              + " policy lies above the line. "
              + String.join(" ", exact.bases()));
    }
    int notDrawn = frontier.notDrawn() + exact.notDrawn();
    if (notDrawn > 0) {
      note("Rows not drawn, because a coordinate is not finite: " + notDrawn + ".");
    }
    page.close();
  }

  private void writeFrontier(Chart chart) {
    write(chart);
    noteErrors(List.of(chart));
    if (chart.series().stream().anyMatch(one -> one.form() == Series.Form.LINE)) {
      note(
          "A line is an exact optimum: no policy lies above it except by the chance of its"
              + " samples.");
    }
  }

  /** What bars and bands say, where there are any. */
  private void noteErrors(List<Chart> drawn) {
    Set<String> said = new LinkedHashSet<>();
    for (Series one : drawn.stream().flatMap(chart -> chart.series().stream()).toList()) {
      if (one.banded()) {
        said.add(
            one.errors() == 1
                ? "Bands span ±1 standard error."
                : "Bars span ±" + Chart.BAR + " standard errors.");
      }
    }
    if (!said.isEmpty()) {
      note(String.join(" ", said));
    }
  }

  private void note(String text) {
    body.element("p", text, "class", "note");
  }

  private void write(Chart chart) {
    charts.add(chart);
    chart.write(body);
  }

  private void write(List<Chart> drawn) {
    body.open("div", "class", "charts");
    drawn.forEach(this::write);
    body.close("div");
    noteErrors(drawn);
  }

  private void writeLastValues() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      for (String metric : run.metrics().keySet()) {
        rows.computeIfAbsent(metric, name -> column(one -> last(one, name)));
      }
    }
    if (!rows.isEmpty()) {
      page.open(LAST_VALUES);
      tables.comparison(LAST_VALUES, names(), rows);
      page.close();
    }
    writeOverSeeds(rows.keySet());
  }

  /** Means and standard errors of the last values, where runs differ in their seeds only. */
  private void writeOverSeeds(Set<String> metrics) {
    List<Replicates> replicates =
        Replicates.of(runs).stream().filter(one -> one.runs().size() > 1).toList();
    if (replicates.isEmpty() || metrics.isEmpty()) {
      return;
    }
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String metric : metrics) {
      rows.put(metric, replicates.stream().map(one -> last(one.curve(metric))).toList());
    }
    page.open(OVER_SEEDS);
    tables.comparison(OVER_SEEDS, replicates.stream().map(Replicates::name).toList(), rows);
    note("± one standard error of the mean, at the last step that all seeds reached.");
    page.close();
  }

  private static String last(List<Point> curve) {
    if (curve.isEmpty()) {
      return "";
    }
    Point last = curve.get(curve.size() - 1);
    return Figures.withError(last.y(), last.standardError());
  }

  private static String last(RecordedRun run, String metric) {
    List<Reading> readings = run.metrics().get(metric);
    return readings == null ? "" : Figures.of(readings.get(readings.size() - 1).value());
  }

  private void writeCharts(String title, List<Chart> drawn) {
    if (!drawn.isEmpty()) {
      page.open(title);
      write(drawn);
      page.close();
    }
  }

  private void writeTables() {
    Set<String> tableNames = new LinkedHashSet<>();
    runs.forEach(run -> tableNames.addAll(run.tables().keySet()));
    for (String name : tableNames) {
      // The chart of a table is called as the table is.
      page.open(page.has(name) ? name + " (table)" : name);
      for (RecordedRun run : runs) {
        List<Map<String, @Nullable Object>> rows = run.tables().getOrDefault(name, List.of());
        if (!rows.isEmpty()) {
          if (runs.size() > 1) {
            body.element("h3", run.name());
          }
          tables.result(runs.size() > 1 ? name + ", " + run.name() : name, rows);
        }
      }
      page.close();
    }
  }

  private void writeTimes() {
    List<Map<String, @Nullable Object>> rows = TimeTable.of(runs);
    if (!rows.isEmpty()) {
      page.open(TIMES);
      tables.result(TIMES, rows);
      note(
          "Wall time. What has no name of its own is the recipe's work; what a step asks of the"
              + " host counts there.");
      page.close();
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
    page.open(title);
    tables.comparison(title, names(), rows);
    page.close();
  }

  private List<String> names() {
    return runs.stream().map(RecordedRun::name).toList();
  }

  private List<String> column(Function<RecordedRun, String> fact) {
    return runs.stream().map(fact).toList();
  }
}
