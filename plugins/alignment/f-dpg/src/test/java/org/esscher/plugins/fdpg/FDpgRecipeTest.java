package org.esscher.plugins.fdpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.spitests.TrialRuns.rows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FDpgRecipeTest {
  private static final int QUESTIONS = 60;

  @AutoClose private static final TrialRuns RUNS = new TrialRuns(FDpg.class.getClassLoader());

  @TempDir Path temporary;

  /** The same in each question: one right answer and three wrong ones, one of them twice. */
  private Path data() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int question = 0; question < QUESTIONS; question++) {
      lines.append(line(question, "therefore it is 1"));
      lines.append(line(question, "I guess 2"));
      lines.append(line(question, "I guess 2"));
      lines.append(line(question, "perhaps 3"));
    }
    return Files.writeString(temporary.resolve("candidates.jsonl"), lines);
  }

  private static String line(int question, String completion) {
    return "{\"prompt_id\": "
        + question
        + ", \"answer\": \"1\", \"completion\": \""
        + completion
        + "\"}\n";
  }

  private static RunBuilder run(Path data) {
    return configured().data("data", data.toString());
  }

  private static RunBuilder configured() {
    return RUNS.of("f-dpg")
        .set("divergences", "[reverse-kl, jensen-shannon]")
        .set("betas", "[0.5, 0.1]")
        .set("policy", "{id: candidate-softmax, buckets: 256}")
        .set("optimizer", "{id: adam, rate: 0.1}")
        .set("epochs", "3")
        .set("batch", "8")
        .seed(4);
  }

  /**
   * Of four listed candidates one is right, so the uniform reference has ¼. With odds 1 : 3 the
   * tilt gives e²/(e² + 3) at β = ½. The policy can express it, and so converges to it.
   */
  @Test
  void approachesTheTiltOnHeldOutQuestions() throws IOException {
    RunResult result = run(data()).set("epochs", "40").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> held = rows(result, "held_out");
    assertThat(held).hasSize(4);
    double tilt = Math.exp(2) / (Math.exp(2) + 3);
    assertThat(held.get(0).number("expected_reward")).isCloseTo(tilt, within(.001));
    for (RecordedRow row : held) {
      assertThat(row.number("reward_gain")).isPositive();
      assertThat(row.number("most_likely_reward")).isEqualTo(1);
      assertThat(row.number("divergence_to_target"))
          .isLessThan(row.number("reference_divergence_to_target"));
    }
    List<RecordedRow> frontier = rows(result, "frontier");
    assertThat(frontier).hasSize(7);
    List<RecordedRow> optimum =
        frontier.stream().filter(row -> row.text("series").equals("exact optimum")).toList();
    assertThat(optimum).hasSize(2);
    assertThat(optimum.get(0).number("reward")).isCloseTo(tilt, within(1e-12));
    assertThat(frontier.stream().filter(row -> row.text("series").equals("reference")))
        .singleElement()
        .satisfies(row -> assertThat(row.number("reward")).isCloseTo(.25, within(1e-12)));
  }

  @Test
  void reportsChoicesWithoutAPolicy() throws IOException {
    List<RecordedRow> baselines = rows(run(data()).set("epochs", "1").start(), "baselines");
    assertThat(baselines).hasSize(6);
    // The last in file order is wrong, one of four is right.
    assertThat(baselines.get(0).number("reward")).isZero();
    assertThat(baselines.get(1).number("reward")).isEqualTo(.25);
    assertThat(baselines.get(2).number("reward")).isEqualTo(1);
  }

  @Test
  void fitsAReferenceToRewardedCandidates() throws IOException {
    RunResult result = run(data()).set("referenceEpochs", "2").start();
    RecordedRow reference =
        rows(result, "frontier").stream()
            .filter(row -> row.text("series").equals("reference"))
            .findFirst()
            .orElseThrow();
    // Maximum likelihood of the right answers leaves the uniform ¼ behind.
    assertThat(reference.number("reward")).isGreaterThan(.5);
    assertThat(reference.number("divergence")).isZero();
  }

  /** An epoch of the reference, and two of each alignment. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return configured().set("referenceEpochs", "1").set("epochs", "2").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      return Map.of("data", data().toString());
    }
  }

  @Test
  void refusesColumnsThatItWouldOverwrite() throws IOException {
    Path data = temporary.resolve("weighted.jsonl");
    Files.writeString(
        data,
        """
        {"prompt_id": 1, "completion": "1", "answer": "1", "weight": 2}
        {"prompt_id": 2, "completion": "1", "answer": "1", "weight": 2}
        """);
    assertThatThrownBy(() -> run(data).set("testFraction", "0.5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column 'weight'");
  }

  @Test
  void refusesRowsWithoutQuestionOrAnswer() throws IOException {
    Path data = temporary.resolve("rows.jsonl");
    Files.writeString(data, "{\"completion\": \"1\", \"answer\": \"1\"}\n");
    assertThatThrownBy(() -> run(data).start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("prompt_id");
    Files.writeString(
        data,
        """
        {"prompt_id": 1, "completion": null, "answer": "1"}
        {"prompt_id": 1, "completion": "2", "answer": "1"}
        """);
    assertThatThrownBy(() -> run(data).start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("completion", "0");
  }

  /** It gives every candidate e⁻¹, whatever else there is. */
  @Test
  void refusesAPolicyThatIsNotOverTheCandidates() throws IOException {
    Path data = data();
    assertThatThrownBy(() -> run(data).set("policy", "test-unlisted").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("choose a policy over the column 'candidates'");
  }

  /** GSM8K's example solutions of four models, in file order: 56%, 38% and 67%. */
  @Test
  @Tag("slow")
  void findsTheBaselinesOfGsm8k() throws IOException {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory with the public data sets");
    Path file = Path.of(directory).resolve("gsm8k/example_model_solutions.jsonl");
    assumeTrue(Files.isReadable(file), () -> file + " is absent");
    RunResult result =
        RUNS.of("f-dpg")
            .data("data", file.toString())
            .config(Map.of("divergences", List.of("jensen-shannon"), "betas", List.of(.3)))
            .set("epochs", "2")
            .start();
    List<RecordedRow> baselines = rows(result, "baselines");
    assertThat(baselines.get(0).number("reward")).isCloseTo(.56, within(.005));
    assertThat(baselines.get(1).number("reward")).isCloseTo(.38, within(.005));
    assertThat(baselines.get(2).number("reward")).isCloseTo(.67, within(.005));
    assertThat(rows(result, "held_out")).hasSize(1);
  }
}
