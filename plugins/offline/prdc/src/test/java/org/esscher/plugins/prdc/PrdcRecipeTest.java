package org.esscher.plugins.prdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the recipe makes of a log, and what it refuses. */
class PrdcRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(PrdcRecipeTest.class.getClassLoader());

  @TempDir private static Path directory;

  /** One step each: the observation has a place and a number that never changes. */
  private static String line(double place, double action, double reward) {
    return String.format(
        Locale.ROOT,
        "{\"observation\": [%1$.4f, 5], \"action\": %2$.4f, \"reward\": %3$.4f,"
            + " \"next_observation\": [%1$.4f, 5], \"terminated\": true}%n",
        place,
        action,
        reward);
  }

  private static Path log(Path directory, int rows) throws IOException {
    Random random = new Random(8);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      double action = 2 * random.nextDouble() - 1;
      lines.append(line(100 * random.nextDouble(), action, -4 * (action - 0.5) * (action - 0.5)));
    }
    return Files.writeString(directory.resolve("log-" + rows + ".jsonl"), lines);
  }

  private static RunBuilder run(int updates) {
    return RUNS.of("prdc")
        .set("hidden", "[8]")
        .set("batch", "16")
        .set("updates", Integer.toString(updates))
        .seed(3);
  }

  /**
   * The best action is ½ everywhere, and some pair of the log is near it. What the run leaves as
   * its policy sees observations as they were logged, up to 100.
   */
  @Test
  void actsAsPays() throws IOException {
    RunResult result =
        run(800)
            .data("data", log(directory, 200).toString())
            .set("hidden", "[16]")
            .set("optimizer.rate", "0.01")
            .set("alpha", "0.5")
            .start();

    try (Fixture fixture = new Fixture();
        Model policy =
            fixture
                .host
                .savedModel(result.directory().resolve("models/policy.json"))
                .create(fixture.context(), null)) {
      Batch seen =
          fixture.arena.batch(Map.of("observation", fixture.arena.vectors(2, 10, 5, 50, 5, 90, 5)));
      try (Forward forward = policy.forward(seen, Set.of("action"), fixture.context())) {
        for (double action : forward.output("action").toArray()) {
          assertThat(action).isCloseTo(0.5, within(0.15));
        }
      }
    }
    assertThat(TrialRuns.metric(result, "dataset_distance")).isLessThan(0.3);
  }

  @Test
  void aLogOfOneRowIsItsOwnNeighbor() throws IOException {
    Path log = Files.writeString(directory.resolve("one.jsonl"), line(1, 0.5, 1));
    RunResult result = run(4).data("data", log.toString()).start();

    assertThat(TrialRuns.metric(result, "dataset_distance")).isFinite();
    assertThat(TrialRuns.metric(result, "actor/actor")).isFinite();
  }

  /** r ← 100·r − 1: before the first step, the critics' errors are those of the rewards. */
  @Test
  void rewardsAreScaledAndShifted() throws IOException {
    String log = log(directory, 50).toString();
    RunResult plain = run(2).data("data", log).start();
    RunResult scaled =
        run(2).data("data", log).set("rewardScale", "100").set("rewardShift", "-1").start();

    assertThat(firstError(scaled)).isGreaterThan(100 * firstError(plain));
  }

  private static double firstError(RunResult result) {
    return Objects.requireNonNull(TrialRuns.metricsAt(result, 1).get("critic/critic"));
  }

  @Test
  void refusesNumberedActions() throws IOException {
    Path log =
        Files.writeString(directory.resolve("numbered.jsonl"), line(1, 0, 1) + line(2, 1, 1));

    assertThatThrownBy(() -> run(2).data("data", log.toString()).start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("continuous actions");
  }

  @Test
  void refusesMoreNeighborsThanRows() throws IOException {
    String log = log(directory, 10).toString();

    assertThatThrownBy(() -> run(2).data("data", log).set("k", "11").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("11 neighbors")
        .hasMessageContaining("10 rows");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run(6).recipe();
    }

    @Override
    protected Map<String, String> sources(Path files) throws IOException {
      return Map.of("data", log(files, 40).toString());
    }
  }
}
