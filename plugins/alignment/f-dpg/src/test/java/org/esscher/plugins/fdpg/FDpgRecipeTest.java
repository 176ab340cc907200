package org.esscher.plugins.fdpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FDpgRecipeTest {
  private static final int QUESTIONS = 60;
  private static final List<String> RESULTS =
      List.of(
          "metrics.jsonl",
          "tables.jsonl",
          "models/policy.json",
          "models/policy@reverse-kl-beta-0.5.json");

  private final Esscher host = Esscher.builder().classPath(FDpg.class.getClassLoader()).build();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

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

  private RunBuilder run(Path data, String directory) {
    return host.run("f-dpg")
        .data("data", data.toString())
        .set("divergences", "[reverse-kl, jensen-shannon]")
        .set("betas", "[0.5, 0.1]")
        .set("policy", "{id: candidate-softmax, buckets: 256}")
        .set("optimizer", "{id: adam, rate: 0.1}")
        .set("epochs", "3")
        .set("batch", "8")
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static List<String> table(RunResult result, String name) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + name + "\""))
        .toList();
  }

  private static double cell(String row, String name) {
    String from = row.substring(row.indexOf("\"" + name + "\":") + name.length() + 3);
    return Double.parseDouble(from.substring(0, from.indexOf(from.contains(",") ? ',' : '}')));
  }

  /**
   * Of four listed candidates one is right, so the uniform reference has ¼. With odds 1 : 3 the
   * tilt gives e²/(e² + 3) at β = ½. The policy can express it, and so converges to it.
   */
  @Test
  void approachesTheTiltOnHeldOutQuestions() throws IOException {
    RunResult result = run(data(), "whole").set("epochs", "40").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> held = table(result, "held_out");
    assertThat(held).hasSize(4);
    double tilt = Math.exp(2) / (Math.exp(2) + 3);
    assertThat(cell(held.get(0), "expected_reward")).isCloseTo(tilt, within(.001));
    for (String row : held) {
      assertThat(cell(row, "reward_gain")).isPositive();
      assertThat(cell(row, "most_likely_reward")).isEqualTo(1);
      assertThat(cell(row, "divergence_to_target"))
          .isLessThan(cell(row, "reference_divergence_to_target"));
    }
    List<String> frontier = table(result, "frontier");
    assertThat(frontier).hasSize(7);
    List<String> optimum = frontier.stream().filter(row -> row.contains("exact optimum")).toList();
    assertThat(optimum).hasSize(2);
    assertThat(cell(optimum.get(0), "reward")).isCloseTo(tilt, within(1e-12));
    assertThat(frontier.stream().filter(row -> row.contains("\"reference\"")))
        .singleElement()
        .satisfies(row -> assertThat(cell(row, "reward")).isCloseTo(.25, within(1e-12)));
  }

  @Test
  void reportsChoicesWithoutAPolicy() throws IOException {
    List<String> baselines =
        table(run(data(), "baselines").set("epochs", "1").start(), "baselines");
    assertThat(baselines).hasSize(6);
    // The last in file order is wrong, one of four is right.
    assertThat(cell(baselines.get(0), "reward")).isZero();
    assertThat(cell(baselines.get(1), "reward")).isEqualTo(.25);
    assertThat(cell(baselines.get(2), "reward")).isEqualTo(1);
  }

  @Test
  void fitsAReferenceToRewardedCandidates() throws IOException {
    RunResult result = run(data(), "fitted").set("referenceEpochs", "2").start();
    String reference =
        table(result, "frontier").stream()
            .filter(row -> row.contains("\"reference\""))
            .findFirst()
            .orElseThrow();
    // Maximum likelihood of the right answers leaves the uniform ¼ behind.
    assertThat(cell(reference, "reward")).isGreaterThan(.5);
    assertThat(cell(reference, "divergence")).isZero();
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path data = data();
    Path first = run(data, "first").start().directory();
    Path second = run(data, "second").start().directory();
    for (String file : RESULTS) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path data = data();
    Path whole = run(data, "uninterrupted").set("referenceEpochs", "1").start().directory();
    for (int stop : new int[] {1, 2, 5, 9}) {
      String name = "stopped-" + stop;
      RunResult stopped =
          run(data, name).set("referenceEpochs", "1").listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      run(data, name).set("referenceEpochs", "1").resume(true).start();
      for (String file : RESULTS) {
        assertThat(stopped.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
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
    assertThatThrownBy(() -> run(data, "weighted").set("testFraction", "0.5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("column 'weight'");
  }

  @Test
  void refusesRowsWithoutQuestionOrAnswer() throws IOException {
    Path data = temporary.resolve("rows.jsonl");
    Files.writeString(data, "{\"completion\": \"1\", \"answer\": \"1\"}\n");
    assertThatThrownBy(() -> run(data, "no-question").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("prompt_id");
    Files.writeString(
        data,
        """
        {"prompt_id": 1, "completion": null, "answer": "1"}
        {"prompt_id": 1, "completion": "2", "answer": "1"}
        """);
    assertThatThrownBy(() -> run(data, "no-answer").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("completion", "0");
  }

  /** It gives every candidate e⁻¹, whatever else there is. */
  @Test
  void refusesAPolicyThatIsNotOverTheCandidates() throws IOException {
    Path data = data();
    assertThatThrownBy(() -> run(data, "unlisted").set("policy", "test-unlisted").start())
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
        host.run("f-dpg")
            .data("data", file.toString())
            .config(Map.of("divergences", List.of("jensen-shannon"), "betas", List.of(.3)))
            .set("epochs", "2")
            .out(temporary.resolve("gsm8k"))
            .start();
    List<String> baselines = table(result, "baselines");
    assertThat(cell(baselines.get(0), "reward")).isCloseTo(.56, within(.005));
    assertThat(cell(baselines.get(1), "reward")).isCloseTo(.38, within(.005));
    assertThat(cell(baselines.get(2), "reward")).isCloseTo(.67, within(.005));
    assertThat(table(result, "held_out")).hasSize(1);
  }

  /** Asks the run to stop after so many steps. */
  private static final class StopAfter implements RunListener {
    private final int last;
    private int steps;

    StopAfter(int last) {
      this.last = last;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      steps++;
    }

    @Override
    public boolean cancelled() {
      return steps >= last;
    }
  }
}
