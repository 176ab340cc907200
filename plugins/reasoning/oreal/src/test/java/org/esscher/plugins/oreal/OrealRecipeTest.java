package org.esscher.plugins.oreal;

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
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrealRecipeTest {
  private static final List<String> FILES =
      List.of("metrics.jsonl", "tables.jsonl", "models/policy.json", "models/rm.json");

  private final Esscher host = Esscher.builder().classPath(Oreal.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("solutions.jsonl");
    Files.writeString(data, solutions());
  }

  @AfterEach
  void close() {
    host.close();
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

  private RunBuilder run(String directory) {
    return host.run("oreal")
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
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static double metric(RunResult result, String name) {
    return Objects.requireNonNull(result.metrics().get(name), name);
  }

  private static List<String> table(RunResult result, String name) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + name + "\""))
        .toList();
  }

  @Test
  void learnsWhoIsRight() throws IOException {
    RunResult result = run("whole").set("steps", "40").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Uniform choices are right in ¼ or ½ of the cases.
    assertThat(table(result, "held_out").get(0)).containsPattern("\"right\":0\\.(2[5-9]|[34])");
    assertThat(metric(result, "oreal/held_out_right")).isGreaterThan(.7);
    assertThat(metric(result, "tokenWeights=false/held_out_right")).isGreaterThan(.7);
    assertThat(metric(result, "oreal/held_out_kl")).isPositive();
    assertThat(table(result, "held_out")).hasSize(3);
    assertThat(table(result, "held_out").get(2)).containsPattern("\"rm_accuracy\":(0\\.9|1\\.)");
    assertThat(table(result, "frontier").stream().filter(row -> row.contains("best of n")))
        .hasSize(6);
  }

  /** In the first steps only the scores learn. */
  @Test
  void thePolicyWaitsForTheScores() throws IOException {
    RunResult result =
        run("warm").set("compare", "[]").set("steps", "4").set("rmWarmupSteps", "4").start();

    assertThat(metric(result, "oreal/held_out_kl")).isZero();
    assertThat(Files.readString(result.directory().resolve("metrics.jsonl")))
        .contains("oreal/rm")
        .doesNotContain("oreal/policy");
  }

  @Test
  void fitsAReferenceToRightCompletions() throws IOException {
    RunResult result = run("reference").set("compare", "[]").set("referenceEpochs", "8").start();

    assertThat(table(result, "held_out").get(0)).containsPattern("\"right\":0\\.[6-9]");
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
    Path whole = run("uninterrupted").set("referenceEpochs", "1").start().directory();
    for (int stop : new int[] {1, 5, 9, 20}) {
      String name = "stopped-" + stop;
      RunResult stopped =
          run(name).set("referenceEpochs", "1").listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).set("referenceEpochs", "1").resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : FILES) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  /** Prompts that are all right or all wrong teach nothing: the steps go by. */
  @Test
  void skipsBatchesThatTellNothing() throws IOException {
    Files.writeString(data, solutions().replace("\"answer\": \"", "\"answer\": \"9999"));
    RunResult result = run("nothing").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(metric(result, "oreal/kept_rollouts")).isZero();
    assertThat(metric(result, "oreal/held_out_kl")).isZero();
  }

  @Test
  void generatesSums() {
    RunResult result =
        host.run("oreal")
            .data("data", "addition")
            .set("reward", "{id: verifier, mode: exact}")
            .set("steps", "1")
            .set("compare", "[]")
            .out(temporary.resolve("sums"))
            .start();

    // One completion a prompt, the right one.
    assertThat(metric(result, "oreal/held_out_right")).isEqualTo(1);
  }

  @Test
  void refusesWhatCantBeCompared() {
    assertThatThrownBy(() -> run("other").set("compare", "[sft]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("losses of the id oreal");
    assertThatThrownBy(() -> run("twice").set("compare", "[oreal]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("compared twice");
    assertThatThrownBy(() -> run("single").set("rollouts", "1").start())
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
        host.run("oreal")
            .data("data", file.toString())
            .set("compare", "[]")
            .set("steps", "30")
            .out(temporary.resolve("gsm8k"))
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Uniform choices of four models' solutions are right in .38 ± .02 of the cases.
    assertThat(metric(result, "oreal/held_out_right")).isBetween(.33, .45);
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
