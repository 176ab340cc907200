package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs of recipes for tests: a host, a directory for each run, and what the runs recorded. What
 * every recipe has to keep is verified by {@link RecipeVerification}; this is for what only yours
 * does:
 *
 * <pre>{@code
 * class AlignmentAsymptoticsRecipeTest {
 *   @AutoClose
 *   private static final TrialRuns RUNS = new TrialRuns(AlignmentFrontier.class.getClassLoader());
 *
 *   private RunBuilder run() throws IOException {
 *     return RUNS.of("alignment-asymptotics")
 *         .data("data", data().toString())
 *         .set("budgets", "[0, 0.1, 2]");
 *   }
 *
 *   @Test
 *   void drawsTheFrontier() throws IOException {
 *     RunResult result = run().start();
 *
 *     assertThat(result.status()).isEqualTo(Status.FINISHED);
 *     List<RecordedRow> frontier = rows(result, "frontier");
 *     assertThat(frontier).hasSize(3 + 2 * 3 + 1);
 *     assertThat(frontier.get(0).number("reward")).isCloseTo(.375, within(1e-15));
 *   }
 * }
 * }</pre>
 *
 * <p>Closing closes the host and deletes the directories. Not thread-safe.
 */
public final class TrialRuns implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, @Nullable Object>> CELLS =
      new TypeReference<>() {};

  private final Esscher host;
  private final TrialDirectory directory = new TrialDirectory();

  /**
   * Starts a host.
   *
   * @param loader its class path has the plugins
   */
  public TrialRuns(ClassLoader loader) {
    host = Esscher.builder().classPath(loader).build();
  }

  /**
   * The host.
   *
   * @return closed with this
   */
  public Esscher host() {
    return host;
  }

  /**
   * Describes a run.
   *
   * @param recipe id of a recipe
   * @return a run in a directory of its own
   */
  public RunBuilder of(String recipe) {
    return host.run(recipe).out(directory.newRun());
  }

  /**
   * Stops a run, and resumes it.
   *
   * @param run describes the same run each time; its directory and listener are set here
   * @param steps after which it is stopped; it must have more
   * @return the end of the resumed run
   * @throws AssertionError when the run is at its end before it can be stopped, or isn't when it
   *     was resumed
   */
  public RunResult interrupted(Supplier<RunBuilder> run, int steps) {
    Path out = directory.newRun();
    Follower follower = new Follower(steps);
    Status stopped = run.get().out(out).listener(follower).start().status();
    Findings.require(
        stopped == Status.CANCELLED,
        "the run was at its end after %s steps, before it was stopped; stop it sooner",
        follower.fractions().size());
    RunResult resumed = run.get().out(out).resume(true).start();
    Findings.require(
        resumed.status() == Status.FINISHED, "resumed, the run ended as %s", resumed.status());
    return resumed;
  }

  /**
   * Requires that two runs recorded the same metrics, tables and models, to the last bit.
   *
   * @param expected a run
   * @param found another
   * @throws AssertionError with the first line where they differ
   */
  public static void requireSame(RunResult expected, RunResult found) {
    RecordedFiles.requireSame(
        "the runs differ",
        RecordedFiles.of(expected.directory()),
        RecordedFiles.of(found.directory()));
  }

  /**
   * The last value of a metric.
   *
   * @param result a run
   * @param name of the metric
   * @return the value
   * @throws AssertionError with the metrics that there are, when there is none of that name
   */
  public static double metric(RunResult result, String name) {
    Double value = result.metrics().get(name);
    if (value == null) {
      throw new AssertionError(
          "there is no metric " + name + " among " + result.metrics().keySet());
    }
    return value;
  }

  /**
   * The rows of a table.
   *
   * @param result a run
   * @param table its name
   * @return the rows in the order in which they were recorded; none where there is no such table
   */
  public static List<RecordedRow> rows(RunResult result, String table) {
    return lines(result, "tables.jsonl").stream()
        .filter(line -> line.path("table").asString().equals(table))
        .map(line -> new RecordedRow(JSON.treeToValue(line.path("row"), CELLS)))
        .toList();
  }

  /**
   * The metrics of one step.
   *
   * @param result a run
   * @param step the first is 1
   * @return values by name, in the order in which they were recorded
   */
  public static Map<String, Double> metricsAt(RunResult result, long step) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (JsonNode line : lines(result, "metrics.jsonl")) {
      if (line.path("step").asLong() == step) {
        values.put(line.path("name").asString(), line.path("value").asDouble());
      }
    }
    return values;
  }

  private static List<JsonNode> lines(RunResult result, String file) {
    try (Stream<String> lines = Files.lines(result.directory().resolve(file))) {
      return lines.map(JSON::readTree).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    host.close();
    directory.close();
  }
}
