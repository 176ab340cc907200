package org.esscher.cli.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a run left in its directory.
 *
 * @param name the directory's name
 * @param status as a word: {@code finished, failed, cancelled} or {@code running}
 * @param message what the run said of its end, perhaps empty
 * @param config recipe, sources, seed
 * @param environment Java, system, engine, data with fingerprints
 * @param metrics readings in the order of steps, by metric, in the order of first appearance
 * @param tables rows, as cells by column, by table, in the order of first appearance
 * @param times where the time went
 */
public record RecordedRun(
    String name,
    String status,
    String message,
    JsonNode config,
    JsonNode environment,
    Map<String, List<Reading>> metrics,
    Map<String, List<Map<String, @Nullable Object>>> tables,
    RunTimes times) {
  /**
   * Reads what a run has recorded so far.
   *
   * @param directory of a run, which may still go on
   * @param listener is told of the bytes that were read
   * @return its records
   * @throws EsscherException (USER) when it is no run directory, (DATA) when a file in it is
   *     damaged
   */
  public static RecordedRun read(Path directory, WorkListener listener) {
    return RunReader.read(List.of(directory), listener).get(0);
  }

  /** The same run under a longer name, where two have the same. */
  RecordedRun named(String longer) {
    return new RecordedRun(longer, status, message, config, environment, metrics, tables, times);
  }

  /**
   * The configuration as a list.
   *
   * @return values by dotted path, with every digit
   */
  public Map<String, String> settings() {
    return Settings.exact(config);
  }

  /**
   * The recipe's id.
   *
   * @return empty where the configuration names none
   */
  public String recipe() {
    return config.path("recipe").path("id").asString("");
  }

  /** A series of this run, told from those of other runs of the page. */
  String labeled(String series, List<RecordedRun> page) {
    return page.size() == 1 ? series : series.isEmpty() ? name : name + ": " + series;
  }

  /**
   * What each source held, whatever its file was called; of a generator's, its id.
   *
   * @return a line for each source, {@code SOURCE=SHA-256}; of a generator, {@code SOURCE=ID}: what
   *     it makes depends on the seed
   */
  public String fingerprints() {
    JsonNode data = environment.path("data");
    StringBuilder text = new StringBuilder();
    for (String source : new TreeSet<>(data.propertyNames())) {
      JsonNode facts = data.path(source);
      String content = facts.path("sha256").asString(facts.path("location").asString(""));
      text.append(source).append('=').append(content).append('\n');
    }
    return text.toString();
  }

  /**
   * Goes over all readings, metric by metric in the order of first appearance, each in the order of
   * steps.
   *
   * @param listener is told of the readings that were written
   * @param write writes one, given its metric's name
   */
  public void writeReadings(WorkListener listener, BiConsumer<String, Reading> write) {
    long all = Math.max(1, metrics.values().stream().mapToLong(List::size).sum());
    long done = 0;
    listener.reached("write", "readings", done, all);
    for (Map.Entry<String, List<Reading>> metric : metrics.entrySet()) {
      for (Reading reading : metric.getValue()) {
        write.accept(metric.getKey(), reading);
        listener.reached("write", "readings", ++done, all);
      }
    }
  }

  /** The last value of a metric, or NaN where it was not recorded. */
  double last(String metric) {
    List<Reading> readings = metrics.getOrDefault(metric, List.of());
    return readings.isEmpty() ? Double.NaN : readings.get(readings.size() - 1).value();
  }

  /**
   * The last step that anything was recorded at.
   *
   * @return the step, or 0
   */
  public double lastStep() {
    double last = 0;
    for (List<Reading> readings : metrics.values()) {
      last = Math.max(last, readings.get(readings.size() - 1).step());
    }
    return last;
  }
}
