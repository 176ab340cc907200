package org.esscher.plugins.alignmentasymptotics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.spitests.TrialRuns.rows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

class AlignmentAsymptoticsRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(AlignmentFrontier.class.getClassLoader());

  @TempDir Path temporary;

  /** Two prompts with one and with two right answers of four. */
  private Path data() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 8; row++) {
      int right = row == 1 || row == 4 || row == 7 ? 1 : 0;
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"reward\": %d, \"ref_logp\": -1, \"candidate_logp\": %d}%n",
              row / 4,
              right,
              right - 2));
    }
    return Files.writeString(temporary.resolve("pool.jsonl"), lines);
  }

  private RunBuilder run() throws IOException {
    return RUNS.of("alignment-asymptotics")
        .data("data", data().toString())
        .set("budgets", "[0, 0.1, 2]");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return RUNS.of("alignment-asymptotics").set("budgets", "[0, 0.1, 2]").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      return Map.of("data", data().toString());
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of("REC-5", "the frontier of a pool is computed, and nothing is drawn");
    }
  }

  @Test
  void drawsTheFrontier() throws IOException {
    RunResult result = run().start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> frontier = rows(result, "frontier");
    assertThat(frontier).hasSize(3 + 2 * 3 + 1);
    assertThat(frontier.get(0).number("reward")).isCloseTo(.375, within(1e-15));
    assertThat(frontier.get(2).number("reward")).isEqualTo(1);
    assertThat(frontier.get(2).number("divergence"))
        .isCloseTo((Math.log(4) + Math.log(2)) / 2, within(1e-15));
    List<RecordedRow> best = rows(result, "best_of_n");
    // The best of two: ½ with one right of four, 5/6 with two.
    assertThat(best.get(1).number("reward")).isCloseTo((1 / 2. + 5 / 6.) / 2, within(1e-15));
    assertThat(best.get(1).number("kl_bound")).isCloseTo(Math.log(2) - .5, within(1e-15));
    // The candidate is e times as likely to be right: itself a tilt, of β = 1.
    RecordedRow candidate = rows(result, "candidate").get(0);
    assertThat(candidate.number("candidate_reward"))
        .isCloseTo((Math.E / (Math.E + 3) + Math.E / (Math.E + 1)) / 2, within(1e-14));
    assertThat(rows(result, "pool").get(0).number("constant_reward_fraction")).isZero();
  }

  /** Of GSM8K's example solutions 38% are right, and 67% of the questions have one that is. */
  @Test
  @Tag("slow")
  void drawsTheFrontierOfGsm8k() throws IOException {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "gsm8k", "example_model_solutions.jsonl");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        RUNS.of("alignment-asymptotics")
            .data("data", file.toString())
            .set("reward", "{id: column, column: correct}")
            .start();

    List<RecordedRow> best = rows(result, "best_of_n");
    assertThat(best.get(0).number("reward")).isCloseTo(.38, within(.005));
    assertThat(best.get(2).number("reward")).isCloseTo(.67, within(.005));
  }
}
