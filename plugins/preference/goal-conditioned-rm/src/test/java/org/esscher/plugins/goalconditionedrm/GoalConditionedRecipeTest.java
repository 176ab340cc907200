package org.esscher.plugins.goalconditionedrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.RecipeVerification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoalConditionedRecipeTest {
  private static final List<String> FILES =
      List.of("metrics.jsonl", "tables.jsonl", "models/reward.json");
  private static final String REWARD =
      "{id: goal-conditioned-rm, width: 4, backbone: {id: token-encoder, buckets: 64, width: 4}}";

  private final Esscher host =
      Esscher.builder().classPath(BtContrastive.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs(80));
  }

  @AfterEach
  void close() {
    host.close();
  }

  /** Chosen answers say 'please' throughout, rejected ones 'never'. */
  private static String pairs(int count) {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < count; row++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"chosen\": \"please %d please %d\", \"rejected\": \"never %d"
                  + " never %d\"}%n",
              row,
              random.nextInt(20),
              random.nextInt(20),
              random.nextInt(20),
              random.nextInt(20)));
    }
    return lines.toString();
  }

  private RunBuilder run(String directory) {
    return host.run("goal-conditioned-rm")
        .data("data", data.toString())
        .set("reward", REWARD)
        .set("objective", "{id: bt-contrastive, sourceSamples: 2, rejectedSamples: 2}")
        .set("batch", "16")
        .set("epochs", "2")
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static double metric(RunResult result, String name) {
    return Objects.requireNonNull(result.metrics().get(name), name);
  }

  @Test
  void learnsWhatIsPreferred() throws IOException {
    RunResult result =
        run("whole").set("epochs", "20").set("optimizer", "{id: adam, rate: 0.05}").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    for (String beta : List.of("beta 0.0", "beta 0.5")) {
      assertThat(metric(result, beta + "/auroc")).isGreaterThan(.95);
      assertThat(metric(result, beta + "/accuracy")).isGreaterThan(.95);
    }
    // The goal is where chosen answers end.
    assertThat(metric(result, "beta 0.5/q_auroc_100_percent")).isGreaterThan(.9);
    assertThat(Files.readString(result.directory().resolve("tables.jsonl")))
        .contains("\"pairs\":80")
        .doesNotContain("NaN");
    assertThat(result.directory().resolve("models/reward@beta-0.0.json")).exists();
  }

  @Test
  void sameSeedGivesTheSameRun() {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : FILES) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() {
    Path whole = run("uninterrupted").start().directory();
    for (int stop : new int[] {1, 5, 9}) {
      String name = "stopped-" + stop;
      RunResult stopped = run(name).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : FILES) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void leavesOutPairsThatSayNothing() throws IOException {
    Files.writeString(
        data,
        pairs(20)
            + "{\"prompt_id\": 90, \"chosen\": \"same\", \"rejected\": \"same\"}\n"
            + "{\"prompt_id\": 91, \"chosen\": \" \", \"rejected\": \"a\"}\n"
            + "{\"prompt_id\": 92, \"chosen\": \""
            + "long ".repeat(30)
            + "\", \"rejected\": \"a\"}\n");
    RunResult result = run("short").set("maxAnswer", "100").start();

    assertThat(Files.readString(result.directory().resolve("tables.jsonl")))
        .contains("\"pairs\":23")
        .contains("\"fitting\":20");
    assertThatThrownBy(() -> run("none").set("maxAnswer", "5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 23 pairs")
        .hasMessageContaining("5 bytes");
  }

  @Test
  void refusesWhatCantBeCompared() {
    assertThatThrownBy(() -> run("other").set("objective", "bradley-terry").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("bt-contrastive");
    assertThatThrownBy(() -> run("twice").set("compare", "[0.5]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("compared twice");
    assertThatThrownBy(() -> run("shared").set("testFraction", "0.5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("at most 1");
  }

  @Test
  @Tag("slow")
  void runsOnHhRlhf() {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "hh-rlhf", "harmless-base-test.jsonl.gz");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        host.run("goal-conditioned-rm")
            .data("data", file.toString())
            .set("compare", "[]")
            .set("epochs", "1")
            .out(temporary.resolve("hh"))
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Words tell a little: .60 ± .02 was seen after three epochs.
    assertThat(metric(result, "beta 0.5/auroc")).isBetween(.5, .7);
  }

  /** The kit's rules. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      try (Esscher made =
          Esscher.builder().classPath(BtContrastive.class.getClassLoader()).build()) {
        return made.component(
            Recipe.class,
            "goal-conditioned-rm",
            Map.of(
                "reward",
                Map.of(
                    "id",
                    "goal-conditioned-rm",
                    "width",
                    2,
                    "backbone",
                    Map.of("id", "token-encoder", "buckets", 8, "width", 2)),
                "epochs",
                1,
                "batch",
                16));
      }
    }

    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      Path file = directory.resolve("pairs.jsonl");
      Files.writeString(file, pairs(40));
      return Map.of("data", file.toString());
    }
  }

  /** Asks the run to stop once it has taken some steps. */
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
