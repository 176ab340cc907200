package org.esscher.plugins.fdpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
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

class FDpoRecipeTest {
  private static final int PROMPTS = 90;

  @AutoClose private static final TrialRuns RUNS = new TrialRuns(FDpo.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs());
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

  private RunBuilder run() {
    return RUNS.of("f-dpo")
        .data("data", data.toString())
        .set("batch", "16")
        .set("policy", "{id: candidate-softmax, buckets: 256}")
        .set("referenceEpochs", "1")
        .set("epochs", "2")
        .seed(4);
  }

  @Test
  void comparesDivergencesAndEndsWithTheMainOne() throws IOException {
    RunResult result = run().set("divergence", "jensen-shannon").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> held = rows(result, "held_out");
    assertThat(held).hasSize(4);
    assertThat(held.get(3).text("divergence")).isEqualTo("jensen-shannon");
    assertThat(held.get(2).text("divergence")).isEqualTo("alpha 0.5");
    // The rule that makes the pairs is right nine times out of ten; what ignores it, five times.
    for (String divergence : List.of("reverse-kl", "forward-kl", "alpha 0.5", "jensen-shannon")) {
      assertThat(metric(result, "held_out/" + divergence + "/accuracy")).isGreaterThan(0.7);
      assertThat(metric(result, "held_out/" + divergence + "/kl")).isPositive();
    }
    assertThat(result.directory().resolve("models/policy@ref.json")).exists();
    // Each held-out pair in one bin, the answer that is held for the better one being the better
    // one nine times out of ten, or somewhat less where the policy has not learned it yet.
    List<RecordedRow> bins =
        rows(result, "calibration").stream()
            .filter(row -> row.text("series").equals("reverse-kl"))
            .toList();
    double pairs = bins.stream().mapToDouble(row -> row.number("rows")).sum();
    assertThat(pairs).isBetween(10.0, 80.0);
    double right = 0;
    for (RecordedRow bin : bins) {
      assertThat(bin.number("predicted")).isBetween(0.5, 1.0);
      right += bin.number("rows") * bin.number("observed");
    }
    RecordedRow reverse =
        held.stream().filter(row -> row.text("divergence").equals("reverse-kl")).toList().get(0);
    assertThat(right / pairs).isCloseTo(reverse.number("implicit_accuracy"), within(1e-12));
  }

  /** The reference, and two epochs of two divergences. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run().set("batch", "64").set("compare", "[forward-kl]").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  @Test
  void takesThePolicyAsItIsForReferenceWhenNoneIsFitted() {
    RunResult result = run().set("referenceEpochs", "0").start();

    assertThat(result.metrics()).doesNotContainKey("reference/sft");
    assertThat(metric(result, "held_out/reverse-kl/accuracy")).isGreaterThan(0.7);
  }

  @Test
  void refusesIdenticalAnswers() throws IOException {
    Files.writeString(
        data,
        pairs()
            + "{\"prompt_id\": 900, \"prompt\": \"q\", \"chosen\": \"same\", \"rejected\":"
            + " \"same\"}\n");

    assertThatThrownBy(() -> run().start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 90")
        .hasMessageContaining("'same'");
  }

  @Test
  void refusesDivergencesWithoutTheClosedForm() {
    assertThatThrownBy(() -> run().set("divergence", "total-variation").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("total-variation");
    assertThatThrownBy(() -> run().set("compare", "[pearson-chi2]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("pearson-chi2");
  }

  @Test
  void refusesFractionsThatLeaveNothing() {
    assertThatThrownBy(
            () -> run().set("referenceFraction", "0.6").set("testFraction", "0.4").start())
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

    RunResult result = RUNS.of("f-dpo").data("data", file.toString()).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // .584 ± .019 was seen: four standard errors above a coin, and far from what would be a leak.
    assertThat(metric(result, "held_out/reverse-kl/accuracy")).isBetween(0.5, 0.7);
  }
}
