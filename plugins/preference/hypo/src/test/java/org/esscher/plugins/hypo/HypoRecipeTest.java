package org.esscher.plugins.hypo;

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

class HypoRecipeTest {
  private final Esscher host = Esscher.builder().classPath(Hypo.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs());
  }

  @AfterEach
  void close() {
    host.close();
  }

  /** Two pairs a prompt; chosen answers say 'please' nine times out of ten. */
  private static String pairs() {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 120; row++) {
      boolean polite = random.nextInt(10) > 0;
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"prompt\": \"question\", \"chosen\": \"%s %d\","
                  + " \"rejected\": \"%s %d\"}%n",
              row / 2,
              polite ? "please" : "no",
              random.nextInt(1000),
              polite ? "no" : "please",
              1000 + random.nextInt(1000)));
    }
    return lines.toString();
  }

  private RunBuilder texts(String directory) {
    return host.run("hypo")
        .data("data", data.toString())
        .set("batch", "16")
        .set("policy", "{id: candidate-softmax, buckets: 256}")
        .set("compare", "[0]")
        .set("distractors", "3")
        .set("referenceEpochs", "1")
        .set("referenceFraction", "0.2")
        .set("epochs", "2")
        .set("evaluations", "2")
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private RunBuilder arms(String directory, int steps) {
    return host.run("hypo")
        .data("data", "uncovered-arms")
        .set("policy", "{id: log-linear, width: 6}")
        .set("optimizer", "{id: adam, rate: 0.05}")
        .set("lambda", "0.02")
        .set("compare", "[0]")
        .set("referenceEpochs", "0")
        .set("referenceFraction", "0")
        .set("testFraction", "0")
        .set("epochs", Integer.toString(steps))
        .set("batch", "200")
        .set("evaluations", "1")
        .seed(1)
        .out(temporary.resolve(directory));
  }

  private static double metric(RunResult result, String name) {
    return Objects.requireNonNull(result.metrics().get(name), name);
  }

  private static List<String> rows(RunResult result, String table) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"" + table + "\""))
        .toList();
  }

  @Test
  void comparesWeightsAndEndsWithTheMainOne() throws IOException {
    RunResult result = texts("whole").set("lambda", "0.5").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> held = rows(result, "held_out");
    assertThat(held).hasSize(3);
    assertThat(held.get(0)).contains("\"reference\"");
    assertThat(held.get(1)).contains("\"dpo\"");
    assertThat(held.get(2)).contains("\"lambda-0.5\"");
    assertThat(rows(result, "frontier")).hasSize(1 + 2 * 2);
    // The rule that makes the pairs is right nine times out of ten; what ignores it, five times.
    assertThat(metric(result, "held_out/dpo/accuracy")).isGreaterThan(0.7);
    assertThat(metric(result, "held_out/lambda-0.5/accuracy")).isGreaterThan(0.7);
    assertThat(metric(result, "held_out/lambda-0.5/kl"))
        .isPositive()
        .isLessThan(metric(result, "held_out/dpo/kl"));
    // Three of a prompt's seven candidates answer other prompts.
    assertThat(metric(result, "held_out/dpo/ood_mass")).isBetween(0.2, 0.6);
    assertThat(result.directory().resolve("models/policy@ref.json")).exists();
  }

  /** One problem of check 5, by the recipe, with sampled and with listed answers. */
  @Test
  @Tag("slow")
  void keepsOffUncoveredArms() {
    RunResult exact = arms("exact", 400).set("klEstimator", "exact").start();
    RunResult sampled =
        arms("sampled", 400)
            .set("klEstimator", "score-loo")
            .set("onlineSamplesPerPrompt", "16")
            .set("compare", "[]")
            .start();

    double dpo = metric(exact, "held_out/dpo/expected_reward");
    assertThat(metric(exact, "held_out/dpo/ood_mass")).isGreaterThan(0.5);
    for (RunResult hypo : List.of(exact, sampled)) {
      assertThat(metric(hypo, "held_out/lambda-0.02/ood_mass")).isLessThan(0.1);
      assertThat(metric(hypo, "held_out/lambda-0.02/expected_reward")).isGreaterThan(dpo + 0.5);
    }
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = texts("first").start().directory();
    Path second = texts("second").start().directory();

    for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path whole = texts("uninterrupted").start().directory();
    for (int stop : new int[] {1, 5, 12}) {
      String name = "stopped-" + stop;
      RunResult stopped = texts(name).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = texts(name).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void resumesOnGeneratedData() throws IOException {
    Path whole = arms("whole-arms", 10).start().directory();
    RunResult stopped = arms("stopped-arms", 10).listener(new StopAfter(13)).start();
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    Path resumed = arms("stopped-arms", 10).resume(true).start().directory();
    for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
      assertThat(resumed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
  }

  @Test
  void refusesSettingsWithoutMeaning() {
    assertThatThrownBy(() -> texts("bad").set("referenceFraction", "0.9").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("below 1");
    assertThatThrownBy(() -> texts("bad").set("klEstimator", "score-loo").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("onlineSamplesPerPrompt");
    assertThatThrownBy(
            () -> texts("bad").set("klEstimator", "exact").set("perToken", "true").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("perToken");
    assertThatThrownBy(() -> texts("bad").set("lambda", "-1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("lambda");
    assertThatThrownBy(() -> texts("bad").set("referenceFraction", "0").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("referenceEpochs");
  }

  @Test
  @Tag("slow")
  void runsOnHhRlhf() {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "hh-rlhf", "harmless-base-test.jsonl.gz");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        host.run("hypo").data("data", file.toString()).out(temporary.resolve("hh")).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // .601 ± .019 was seen: five standard errors above a coin, and far from what would be a leak.
    assertThat(metric(result, "held_out/lambda-0.1/accuracy")).isBetween(0.5, 0.7);
    assertThat(metric(result, "held_out/lambda-0.1/kl"))
        .isLessThan(metric(result, "held_out/lambda-0.02/kl"));
    assertThat(metric(result, "held_out/lambda-0.02/kl"))
        .isLessThan(metric(result, "held_out/dpo/kl"));
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
