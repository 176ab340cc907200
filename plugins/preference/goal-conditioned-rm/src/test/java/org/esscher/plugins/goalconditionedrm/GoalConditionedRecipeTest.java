package org.esscher.plugins.goalconditionedrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.rows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoalConditionedRecipeTest {
  private static final String REWARD =
      "{id: goal-conditioned-rm, width: 4, backbone: {id: token-encoder, buckets: 64, width: 4}}";

  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(BtContrastive.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs(80));
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

  private RunBuilder run() {
    return RUNS.of("goal-conditioned-rm")
        .data("data", data.toString())
        .set("reward", REWARD)
        .set("objective", "{id: bt-contrastive, sourceSamples: 2, rejectedSamples: 2}")
        .set("batch", "16")
        .set("epochs", "2")
        .seed(4);
  }

  @Test
  void learnsWhatIsPreferred() throws IOException {
    RunResult result = run().set("epochs", "20").set("optimizer", "{id: adam, rate: 0.05}").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    for (String beta : List.of("beta 0.0", "beta 0.5")) {
      assertThat(metric(result, beta + "/auroc")).isGreaterThan(.95);
      assertThat(metric(result, beta + "/accuracy")).isGreaterThan(.95);
    }
    // The goal is where chosen answers end.
    assertThat(metric(result, "beta 0.5/q_auroc_100_percent")).isGreaterThan(.9);
    assertThat(rows(result, "pairs").get(0).number("pairs")).isEqualTo(80);
    assertThat(Files.readString(result.directory().resolve("tables.jsonl"))).doesNotContain("NaN");
    assertThat(result.directory().resolve("models/reward@beta-0.0.json")).exists();
  }

  /** Two steps an epoch, with the contrast and without it. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run().set("batch", "64").set("epochs", "2").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
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
    RunResult result = run().set("maxAnswer", "100").start();

    RecordedRow told = rows(result, "pairs").get(0);
    assertThat(told.number("pairs")).isEqualTo(23);
    assertThat(told.number("fitting")).isEqualTo(20);
    assertThatThrownBy(() -> run().set("maxAnswer", "5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 23 pairs")
        .hasMessageContaining("5 bytes");
  }

  @Test
  void refusesWhatCantBeCompared() {
    assertThatThrownBy(() -> run().set("objective", "bradley-terry").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("bt-contrastive");
    assertThatThrownBy(() -> run().set("compare", "[0.5]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("compared twice");
    assertThatThrownBy(() -> run().set("testFraction", "0.5").start())
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
        RUNS.of("goal-conditioned-rm")
            .data("data", file.toString())
            .set("compare", "[]")
            .set("epochs", "1")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Words tell a little: .60 ± .02 was seen after three epochs.
    assertThat(metric(result, "beta 0.5/auroc")).isBetween(.5, .7);
  }
}
