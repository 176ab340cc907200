package org.esscher.plugins.hypo;

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

class HypoRecipeTest {
  @AutoClose private static final TrialRuns RUNS = new TrialRuns(Hypo.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs());
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

  private RunBuilder texts() {
    return RUNS.of("hypo")
        .data("data", data.toString())
        .set("batch", "16")
        .set("policy", "{id: candidate-softmax, buckets: 256}")
        .set("compare", "[0]")
        .set("distractors", "3")
        .set("referenceEpochs", "1")
        .set("referenceFraction", "0.2")
        .set("epochs", "2")
        .set("evaluations", "2")
        .seed(4);
  }

  private RunBuilder arms(int steps) {
    return RUNS.of("hypo")
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
        .seed(1);
  }

  @Test
  void comparesWeightsAndEndsWithTheMainOne() throws IOException {
    RunResult result = texts().set("lambda", "0.5").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> held = rows(result, "held_out");
    assertThat(held).hasSize(3);
    assertThat(held.get(0).text("policy")).isEqualTo("reference");
    assertThat(held.get(1).text("policy")).isEqualTo("dpo");
    assertThat(held.get(2).text("policy")).isEqualTo("lambda-0.5");
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
    RunResult exact = arms(400).set("klEstimator", "exact").start();
    RunResult sampled =
        arms(400)
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

  /** Two steps of the reference and of each of two weights. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return texts()
          .set("batch", "64")
          .set("referenceFraction", "0.5")
          .set("testFraction", "0.2")
          .set("evaluations", "1")
          .recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  /** On data that the run makes, without a reference to fit. */
  @Nested
  class ConformanceOnGeneratedData extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return arms(3).recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", "uncovered-arms");
    }
  }

  @Test
  void refusesSettingsWithoutMeaning() {
    assertThatThrownBy(() -> texts().set("referenceFraction", "0.9").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("below 1");
    assertThatThrownBy(() -> texts().set("klEstimator", "score-loo").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("onlineSamplesPerPrompt");
    assertThatThrownBy(() -> texts().set("klEstimator", "exact").set("perToken", "true").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("perToken");
    assertThatThrownBy(() -> texts().set("lambda", "-1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("lambda");
    assertThatThrownBy(() -> texts().set("referenceFraction", "0").start())
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

    RunResult result = RUNS.of("hypo").data("data", file.toString()).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // .601 ± .019 was seen: five standard errors above a coin, and far from what would be a leak.
    assertThat(metric(result, "held_out/lambda-0.1/accuracy")).isBetween(0.5, 0.7);
    assertThat(metric(result, "held_out/lambda-0.1/kl"))
        .isLessThan(metric(result, "held_out/lambda-0.02/kl"));
    assertThat(metric(result, "held_out/lambda-0.02/kl"))
        .isLessThan(metric(result, "held_out/dpo/kl"));
  }
}
