package org.esscher.plugins.klinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.rows;

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
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe on the simulated shop. */
final class KlInferenceRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(KlInferenceRecipe.class.getClassLoader());

  private static RunBuilder run() {
    return RUNS.of("kl-inference")
        .data("data", "simulated-shop")
        .config(
            Map.of(
                "steps",
                60,
                "referenceSteps",
                60,
                "batch",
                64,
                "samples",
                4,
                "temperatures",
                List.of(3, 0.3)))
        .seed(7);
  }

  /** Two steps of the reference, and one at each of two temperatures. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run().set("referenceSteps", "40").set("steps", "20").recipe();
    }

    /** Two contexts; of four actions, chosen alike, and the first is rewarded most. */
    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 120; row++) {
        rows.append(
            String.format(
                Locale.ROOT,
                "{\"prompt_id\": %d, \"action\": %d, \"propensity\": 0.25, \"reward\": %d}%n",
                row % 2,
                row / 2 % 4,
                row / 2 % 4 == 0 || row % 7 == 0 ? 1 : 0));
      }
      return Map.of("data", Files.writeString(directory.resolve("log.jsonl"), rows).toString());
    }
  }

  /**
   * The truth is in the log: the colder policy must really be better than the warmer, and both than
   * the reference.
   */
  @Test
  void colderPoliciesAreReallyBetter() {
    assertThat(
            rows(run().start(), "frontier").stream()
                .filter(row -> row.text("series").equals("learned (true value)"))
                .map(row -> row.number("reward")))
        .hasSize(3)
        .isSorted();
  }

  /** The mean of the weights of an unbiased log is 1 in expectation. */
  @Test
  void weightsOfEachPolicyAreCounted() throws IOException {
    RunResult result = run().start();
    double judged = metric(result, "weighted_rows");
    for (String policy : List.of("reference", "β = 3.0 σ", "β = 0.3 σ")) {
      List<RecordedRow> bins =
          rows(result, "weight_histogram").stream()
              .filter(row -> row.text("series").equals(policy))
              .toList();
      assertThat(bins.stream().mapToDouble(row -> row.number("rows")).sum()).isEqualTo(judged);
      double least = 0;
      double most = 0;
      for (RecordedRow bin : bins) {
        least += bin.number("rows") * bin.number("weight_low") / judged;
        most += bin.number("rows") * bin.number("weight_high") / judged;
      }
      assertThat(least).isLessThan(1.0);
      assertThat(most).isGreaterThan(1.0);
    }
  }

  @Test
  void refusesWhatCannotBe(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("log.jsonl");
    Files.writeString(log, "{\"action\":0,\"propensity\":0.5,\"reward\":1}\n");
    refuses(log, "context");
    Files.writeString(log, "{\"prompt_id\":0,\"action\":0,\"reward\":1}\n");
    refuses(log, "propensity");
    Files.writeString(log, "{\"prompt_id\":0,\"action\":1.5,\"propensity\":0.5,\"reward\":1}\n");
    refuses(log, "1.5");
    assertThatThrownBy(() -> RUNS.of("kl-inference").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("data");
    assertThatThrownBy(
            () ->
                RUNS.of("kl-inference")
                    .data("data", log.toString())
                    .set("testFraction", "1")
                    .start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("testFraction");
  }

  private static void refuses(Path log, String reason) {
    assertThatThrownBy(() -> RUNS.of("kl-inference").data("data", log.toString()).start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(reason);
  }
}
