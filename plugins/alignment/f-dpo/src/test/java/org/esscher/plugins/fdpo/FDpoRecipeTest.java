package org.esscher.plugins.fdpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

class FDpoRecipeTest {
  private static final int PROMPTS = 90;

  private final Esscher host = Esscher.builder().classPath(FDpo.class.getClassLoader()).build();
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

  /** Chosen answers say 'please' nine times out of ten, rejected ones the other time. */
  private static String pairs() {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      boolean polite = random.nextInt(10) > 0;
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"prompt\": \"question %d\", \"chosen\": \"%s %d\","
                  + " \"rejected\": \"%s %d\"}%n",
              prompt,
              prompt,
              polite ? "please" : "no",
              random.nextInt(1000),
              polite ? "no" : "please",
              1000 + random.nextInt(1000)));
    }
    return lines.toString();
  }

  private RunBuilder run(String directory) {
    return host.run("f-dpo")
        .data("data", data.toString())
        .set("batch", "16")
        .set("policy", "{id: candidate-softmax, buckets: 256}")
        .set("referenceEpochs", "1")
        .set("epochs", "2")
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static List<String> held(RunResult result) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"held_out\""))
        .toList();
  }

  @Test
  void comparesDivergencesAndEndsWithTheMainOne() throws IOException {
    RunResult result = run("whole").set("divergence", "jensen-shannon").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> rows = held(result);
    assertThat(rows).hasSize(4);
    assertThat(rows.get(3)).contains("jensen-shannon");
    assertThat(rows.get(2)).contains("alpha 0.5");
    // The rule that makes the pairs is right nine times out of ten; what ignores it, five times.
    for (String divergence : List.of("reverse-kl", "forward-kl", "alpha 0.5", "jensen-shannon")) {
      assertThat(result.metrics().get("held_out/" + divergence + "/accuracy")).isGreaterThan(0.7);
      assertThat(result.metrics().get("held_out/" + divergence + "/kl")).isPositive();
    }
    assertThat(result.directory().resolve("models/policy@ref.json")).exists();
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path whole = run("uninterrupted").start().directory();
    for (int stop : new int[] {1, 5, 12}) {
      String name = "stopped-" + stop;
      RunResult stopped = run(name).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void takesThePolicyAsItIsForReferenceWhenNoneIsFitted() {
    RunResult result = run("unfitted").set("referenceEpochs", "0").start();

    assertThat(result.metrics()).doesNotContainKey("reference/sft");
    assertThat(result.metrics().get("held_out/reverse-kl/accuracy")).isGreaterThan(0.7);
  }

  @Test
  void refusesIdenticalAnswers() throws IOException {
    Files.writeString(
        data,
        pairs()
            + "{\"prompt_id\": 900, \"prompt\": \"q\", \"chosen\": \"same\", \"rejected\":"
            + " \"same\"}\n");

    assertThatThrownBy(() -> run("identical").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 90")
        .hasMessageContaining("'same'");
  }

  @Test
  void refusesDivergencesWithoutTheClosedForm() {
    assertThatThrownBy(() -> run("tv").set("divergence", "total-variation").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("total-variation");
    assertThatThrownBy(() -> run("chi").set("compare", "[pearson-chi2]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("pearson-chi2");
  }

  @Test
  void refusesFractionsThatLeaveNothing() {
    assertThatThrownBy(
            () -> run("full").set("referenceFraction", "0.6").set("testFraction", "0.4").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("below 1");
  }

  @Test
  @Tag("slow")
  void runsOnHhRlhf() {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "hh-rlhf", "harmless-base-test.jsonl.gz");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        host.run("f-dpo").data("data", file.toString()).out(temporary.resolve("hh")).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // .584 ± .019 was seen: four standard errors above a coin, and far from what would be a leak.
    assertThat(result.metrics().get("held_out/reverse-kl/accuracy")).isBetween(0.5, 0.7);
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
