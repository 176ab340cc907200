package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.rows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

class CorrelatedProxiesRecipeTest {
  private static final int ROWS = 800;

  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(OccupancyChi2.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("log.jsonl");
    Files.writeString(data, log());
  }

  /**
   * Five actions at random in two places; the first is clicked on in half of the rows, others 5%.
   */
  private static String log() {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      int action = random.nextInt(5);
      int click = random.nextDouble() < (action == 0 ? 0.5 : 0.05) ? 1 : 0;
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"position\": %d, \"action\": %d, \"reward\": %d, \"propensity\": 0.2}%n",
              random.nextInt(2),
              action,
              click));
    }
    return lines.toString();
  }

  private RunBuilder run() {
    return RUNS.of("correlated-proxies")
        .data("data", data.toString())
        .set("batch", "32")
        .set("steps", "25")
        .set("coefs", "[1, 0.2]")
        .seed(4);
  }

  @Test
  void trainsUnderEachPenaltyAndJudgesByTheTrueReward() throws IOException {
    RunResult result = run().start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(rows(result, "proxy")).hasSize(1);
    assertThat(rows(result, "policies")).hasSize(6);
    assertThat(rows(result, "policies").get(0).text("policy")).isEqualTo("none");
    assertThat(rows(result, "policies").get(5).text("policy")).startsWith("theorem-");
    // Six trained, two exact optima at each of two strengths.
    assertThat(rows(result, "frontier")).hasSize(10);
    // What the theorem says of the last policy.
    assertThat(metric(result, "gold_gain")).isGreaterThanOrEqualTo(metric(result, "bound"));
    assertThat(result.directory().resolve("models/policy@kl-0.200.json")).exists();
  }

  /** With a discriminator, which is trained too; a step is a policy. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run()
          .set("ratio", "discriminator")
          .set("coefs", "[1]")
          .set("steps", "2")
          .set("discriminatorSteps", "1")
          .recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  @Test
  void aTrainedDiscriminatorStandsForTheRatio() throws IOException {
    RunResult result =
        run().set("ratio", "discriminator").set("types", "[kl, wasserstein]").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(rows(result, "policies")).hasSize(6);
    // At 0 its loss is 2 log 2; told apart, it is less.
    assertThat(metric(result, "discriminator/occupancy-discriminator")).isLessThan(2 * Math.log(2));
  }

  @Test
  void refusesCriticsWithoutADiscriminatorAndLogsWithoutContexts() {
    assertThatThrownBy(() -> run().set("types", "[wasserstein]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("ratio: discriminator");
    assertThatThrownBy(() -> run().set("context", "[place]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("place");
  }

  @Test
  @Tag("slow")
  void runsOnOpenBandit() throws IOException {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "open-bandit", "random", "men", "men.csv");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        RUNS.of("correlated-proxies").data("data", file.toString()).set("coefs", "[0.5]").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    RecordedRow proxy = rows(result, "proxy").get(0);
    assertThat(proxy.number("actions")).isEqualTo(34);
    assertThat(proxy.number("contexts")).isEqualTo(3);
    assertThat(proxy.number("attacked_actions")).isEqualTo(3);
    assertThat(metric(result, "gold_gain")).isGreaterThanOrEqualTo(metric(result, "bound"));
  }
}
