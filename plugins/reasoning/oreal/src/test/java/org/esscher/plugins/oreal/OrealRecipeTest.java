package org.esscher.plugins.oreal;

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

class OrealRecipeTest {
  @AutoClose private static final TrialRuns RUNS = new TrialRuns(Oreal.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("solutions.jsonl");
    Files.writeString(data, solutions());
  }

  /** Four solutions a question; who writes 'carefully' is right. */
  private static String solutions() {
    StringBuilder lines = new StringBuilder();
    for (int prompt = 0; prompt < 60; prompt++) {
      for (int writer = 0; writer < 4; writer++) {
        boolean right = writer < 1 + prompt % 2;
        lines.append(
            String.format(
                Locale.ROOT,
                "{\"prompt_id\": %d, \"prompt\": \"question %d\", \"answer\": \"%d\","
                    + " \"completion\": \"%s number %d A: %d\"}%n",
                prompt,
                prompt,
                prompt,
                right ? "carefully" : "quickly",
                10 * prompt + writer,
                right ? prompt : -prompt - 1));
      }
    }
    return lines.toString().replace(" A: ", "\\nA: ");
  }

  private RunBuilder run() {
    return RUNS.of("oreal")
        .data("data", data.toString())
        .set("policy", "{id: candidate-softmax, buckets: 64}")
        .set("rm", "{id: token-outcome-rm, model: {id: bradley-terry, buckets: 64}}")
        .set("compare", "[{id: oreal, tokenWeights: false}]")
        .set("optimizer", "{id: adam, rate: 0.2}")
        .set("referenceOptimizer", "{id: adam, rate: 0.2}")
        .set("prompts", "16")
        .set("rollouts", "4")
        .set("steps", "12")
        .set("rmWarmupSteps", "3")
        .set("evaluateEvery", "4")
        .seed(4);
  }

  @Test
  void learnsWhoIsRight() throws IOException {
    RunResult result = run().set("steps", "40").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Uniform choices are right in ¼ or ½ of the cases.
    List<RecordedRow> held = rows(result, "held_out");
    assertThat(held.get(0).number("right")).isGreaterThanOrEqualTo(.25).isLessThan(.5);
    assertThat(metric(result, "oreal/held_out_right")).isGreaterThan(.7);
    assertThat(metric(result, "tokenWeights=false/held_out_right")).isGreaterThan(.7);
    assertThat(metric(result, "oreal/held_out_kl")).isPositive();
    assertThat(held).hasSize(3);
    assertThat(held.get(2).number("rm_accuracy")).isBetween(.9, 1.);
    assertThat(
            rows(result, "frontier").stream().filter(row -> row.text("series").equals("best of n")))
        .hasSize(6);
  }

  /** In the first steps only the scores learn. */
  @Test
  void thePolicyWaitsForTheScores() throws IOException {
    RunResult result =
        run().set("compare", "[]").set("steps", "4").set("rmWarmupSteps", "4").start();

    assertThat(metric(result, "oreal/held_out_kl")).isZero();
    assertThat(result.metrics().keySet())
        .anyMatch(name -> name.startsWith("oreal/rm"))
        .noneMatch(name -> name.startsWith("oreal/policy"));
  }

  /** An epoch of the reference, three steps of the scores, then of both, in two variants. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run()
          .set("referenceEpochs", "1")
          .set("rmWarmupSteps", "1")
          .set("evaluateEvery", "2")
          .set("steps", "3")
          .set("prompts", "4")
          .recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  @Test
  void fitsAReferenceToRightCompletions() throws IOException {
    RunResult result = run().set("compare", "[]").set("referenceEpochs", "8").start();

    assertThat(rows(result, "held_out").get(0).number("right"))
        .isGreaterThanOrEqualTo(.6)
        .isLessThan(1);
  }

  /** Prompts that are all right or all wrong teach nothing: the steps go by. */
  @Test
  void skipsBatchesThatTellNothing() throws IOException {
    Files.writeString(data, solutions().replace("\"answer\": \"", "\"answer\": \"9999"));
    RunResult result = run().start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(metric(result, "oreal/kept_rollouts")).isZero();
    assertThat(metric(result, "oreal/held_out_kl")).isZero();
  }

  @Test
  void generatesSums() {
    RunResult result =
        RUNS.of("oreal")
            .data("data", "addition")
            .set("reward", "{id: verifier, mode: exact}")
            .set("steps", "1")
            .set("compare", "[]")
            .start();

    // One completion a prompt, the right one.
    assertThat(metric(result, "oreal/held_out_right")).isEqualTo(1);
  }

  @Test
  void refusesWhatCantBeCompared() {
    assertThatThrownBy(() -> run().set("compare", "[sft]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("losses of the id oreal");
    assertThatThrownBy(() -> run().set("compare", "[oreal]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("compared twice");
    assertThatThrownBy(() -> run().set("rollouts", "1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("rollouts");
  }

  @Test
  @Tag("slow")
  void runsOnGsm8k() {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "gsm8k", "example_model_solutions.jsonl");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        RUNS.of("oreal")
            .data("data", file.toString())
            .set("compare", "[]")
            .set("steps", "30")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Uniform choices of four models' solutions are right in .38 ± .02 of the cases.
    assertThat(metric(result, "oreal/held_out_right")).isBetween(.33, .45);
  }
}
