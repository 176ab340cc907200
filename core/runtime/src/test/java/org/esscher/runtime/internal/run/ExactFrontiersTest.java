package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.wiring.HostModule;
import org.esscher.runtime.internal.wiring.HostServices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What any run records of what can be listed, though its recipe says nothing of it. */
class ExactFrontiersTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path temporary;
  private final PluginScan scan = new PluginScan();
  private final HostServices services;

  ExactFrontiersTest() {
    scan.builtIn(new Arms());
    services = HostModule.wire(new Components(scan), 1);
  }

  @AfterEach
  void closeWithoutLeaks() {
    services.arena().close();
    scan.close();
  }

  private RunResult run(
      String directory, Map<String, ?> config, String log, boolean resume, RunListener listener) {
    Recipe recipe = services.components().create(Recipe.class, "test-tilting", config);
    RunRequest request =
        new RunRequest(
            recipe, Map.of("data", log), temporary.resolve(directory), 5, resume, listener);
    return new RunLoop(services, request).run();
  }

  private List<JsonNode> rows(Map<String, ?> config, String log, String table) throws IOException {
    RunResult result = run("run", config, log, false, RunListener.NONE);
    assertThat(result.status()).isEqualTo(Status.FINISHED);
    return rows(result.directory(), table);
  }

  private static List<JsonNode> rows(Path directory, String table) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("tables.jsonl"))) {
      JsonNode item = JSON.readTree(line);
      if (item.path("table").asString().equals(table)) {
        rows.add(item.path("row"));
      }
    }
    return rows;
  }

  private static List<JsonNode> series(List<JsonNode> rows, String series) {
    return rows.stream().filter(row -> row.path("series").asString().equals(series)).toList();
  }

  private static double number(JsonNode row, String column) {
    return row.path(column).doubleValue();
  }

  /**
   * The reward is the probability p of arm 1, so the optimum is where the divergence from even odds
   * is log 2 less the entropy of p; it ends at p = 1. The policies are at odds 2 and 3. The best of
   * n draws is arm 0 with probability 2⁻ⁿ.
   */
  @Test
  void recordsOptimumBestOfNAndPoliciesOfTheRun() throws IOException {
    List<JsonNode> rows = rows(Map.of(), "test-arms-log", "exact_frontier");

    List<JsonNode> optimum = series(rows, "exact optimum");
    assertThat(number(optimum.get(0), "reward")).isEqualTo(0.5);
    assertThat(number(optimum.get(optimum.size() - 1), "reward")).isEqualTo(1, within(1e-12));
    for (JsonNode point : optimum) {
      assertThat(number(point, "divergence"))
          .isEqualTo(divergence(number(point, "reward")), within(1e-12));
    }
    List<JsonNode> policies = series(rows, "policies of the run");
    assertThat(policies)
        .extracting(row -> row.path("label").asString())
        .containsExactly("policy@half", "policy");
    assertPoint(policies.get(0), 2.0 / 3);
    assertPoint(policies.get(1), 3.0 / 4);
    List<JsonNode> best = series(rows, "best of n");
    for (int i = 0; i < 4; i++) {
      assertPoint(best.get(i), 1 - Math.pow(2, -Math.pow(2, i + 1)));
    }
    assertThat(rows)
        .allMatch(
            row -> row.path("measure").asString().equals("reward against KL from policy@ref"));
  }

  private static void assertPoint(JsonNode point, double p) {
    assertThat(number(point, "reward")).isEqualTo(p, within(1e-12));
    assertThat(number(point, "divergence")).isEqualTo(divergence(p), within(1e-12));
  }

  private static double divergence(double p) {
    return Math.log(2) + (p == 1 ? 0 : p * Math.log(p) + (1 - p) * Math.log(1 - p));
  }

  /** At most 128 contexts, with two choices each. */
  @Test
  void saysWhatItRestsOn() throws IOException {
    List<JsonNode> basis = rows(Map.of(), "test-arms-log", "exact_frontier_basis");

    assertThat(basis).hasSize(1);
    assertThat(basis.get(0).path("source").asString()).isEqualTo("data");
    assertThat(number(basis.get(0), "contexts")).isEqualTo(128);
    assertThat(number(basis.get(0), "of")).isEqualTo(200);
    assertThat(number(basis.get(0), "choices")).isEqualTo(256);
  }

  /** By the truth arm 0 is worth 2 and arm 1 nothing, so the policy at odds 3 is worth ½. */
  @Test
  void judgesByTheTruthToo() throws IOException {
    List<JsonNode> rows =
        rows(Map.of(), "test-arms-truth", "exact_frontier").stream()
            .filter(row -> row.path("measure").asString().startsWith("expected_rewards"))
            .toList();

    JsonNode policy = series(rows, "policies of the run").get(1);
    assertThat(number(policy, "reward")).isEqualTo(0.5, within(1e-12));
    assertThat(number(series(rows, "exact optimum").get(16), "reward")).isEqualTo(2, within(1e-12));
  }

  /** No optimum tilts by −∞, and no policy can be listed without its column: no figure, no harm. */
  @Test
  void costsNoRunWhereItCantBeHad() throws IOException {
    assertThat(
            rows(
                Map.of("reward", Map.of("id", "test-worth", "factor", "-.inf")),
                "test-arms-log",
                "exact_frontier"))
        .isEmpty();
    RunResult unlisted =
        run(
            "unlisted",
            Map.of("policy", Map.of("id", "test-arms", "context", "page")),
            "test-arms-log",
            false,
            RunListener.NONE);
    assertThat(unlisted.status()).isEqualTo(Status.FINISHED);
    assertThat(rows(unlisted.directory(), "exact_frontier")).isEmpty();
  }

  @Test
  void isTheSameAfterAResume() throws IOException {
    Path whole = run("whole", Map.of(), "test-arms-log", false, RunListener.NONE).directory();
    for (int stop : new int[] {1, 2}) {
      String name = "stopped-" + stop;
      assertThat(run(name, Map.of(), "test-arms-log", false, new StopAfter(stop)).status())
          .isEqualTo(Status.CANCELLED);
      Path resumed = run(name, Map.of(), "test-arms-log", true, RunListener.NONE).directory();
      assertThat(resumed.resolve("tables.jsonl"))
          .hasSameBinaryContentAs(whole.resolve("tables.jsonl"));
    }
  }

  private static final class StopAfter implements RunListener {
    private final int steps;
    private int taken;

    StopAfter(int steps) {
      this.steps = steps;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      taken++;
    }

    @Override
    public boolean cancelled() {
      return taken >= steps;
    }
  }
}
