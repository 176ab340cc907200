package org.esscher.plugins.odice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Check 3 of the paper's card, and what the recipe makes of a log. */
class OdiceRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(OdiceRecipeTest.class.getClassLoader());

  @TempDir private static Path directory;

  /** Steps of chance along a line; the reward is the action. */
  private static Path log(Path directory) throws IOException {
    Random random = new Random(8);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 60; row++) {
      double place = random.nextDouble();
      double action = 2 * random.nextDouble() - 1;
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"observation\": [%.3f, 1], \"action\": %.3f, \"reward\": %.3f,"
                  + " \"next_observation\": [%.3f, 1], \"terminated\": %b}%n",
              place,
              action,
              action,
              random.nextDouble(),
              row % 5 == 4));
    }
    return Files.writeString(directory.resolve("log.jsonl"), rows);
  }

  private static RunBuilder run(int updates) {
    return RUNS.of("odice")
        .set("hidden", "[8]")
        .set("batch", "16")
        .set("updates", Integer.toString(updates))
        .seed(3);
  }

  private static RunBuilder logged(int updates) throws IOException {
    return run(updates).data("data", log(directory).toString());
  }

  @Test
  void check3WithoutEtaOrthogonalIsSemi() throws IOException {
    RunResult orthogonal = logged(40).set("eta", "0").set("mode", "orthogonal").start();
    RunResult semi = logged(40).set("eta", "0").set("mode", "semi").start();

    for (String model : new String[] {"value", "value@target", "policy"}) {
      Path file = Path.of("models", model + ".json");
      assertThat(orthogonal.directory().resolve(file))
          .hasSameBinaryContentAs(semi.directory().resolve(file));
    }
    // With η they part.
    RunResult projected = logged(40).set("eta", "1").set("mode", "orthogonal").start();
    assertThat(Files.readString(projected.directory().resolve("models/value.json")))
        .isNotEqualTo(Files.readString(semi.directory().resolve("models/value.json")));
  }

  /** Of two actions the second pays 1, the first nothing, and that is all. */
  private static Path choices(Path directory) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 64; row++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"observation\": [%1$d], \"action\": %2$d, \"reward\": %2$d,"
                  + " \"next_observation\": [%1$d], \"terminated\": true}%n",
              row / 2 % 2,
              row % 2));
    }
    return Files.writeString(directory.resolve("choices.jsonl"), rows);
  }

  /**
   * At λ = ½ the mean residual is 0 (check 5), so V = ½, the residuals are ±½, and only what pays
   * is cloned.
   */
  @Test
  void clonesWhatPays() throws IOException {
    RunResult result =
        run(500)
            .data("data", choices(directory).toString())
            .set("actions", "2")
            .set("lam", "0.5")
            .set("batch", "64")
            .set("optimizer.rate", "0.01")
            .set("policyOptimizer.rate", "0.01")
            .start();

    assertThat(TrialRuns.metric(result, "policy/zero_weight_fraction")).isEqualTo(0.5);
    assertThat(TrialRuns.metric(result, "policy/policy_weight")).isCloseTo(0.25, within(0.01));
    // The mean of w·(−log π) is below ¼·(−log .95): the action that pays has 95% and more.
    assertThat(TrialRuns.metric(result, "policy/policy")).isLessThan(-0.25 * Math.log(0.95));
  }

  @Test
  void refusesActionsBeyondTheBound() throws IOException {
    RunBuilder run = logged(2).set("bound", "0.5");

    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("beyond the bound 0.5");
  }

  @Test
  void refusesALogThatDoesNotTellWhereEpisodesEnd() throws IOException {
    Path log = log(directory);
    Path without =
        Files.writeString(
            directory.resolve("without.jsonl"),
            Files.readString(log).replaceAll(", \"terminated\": (true|false)", ""));

    assertThatThrownBy(() -> run(2).data("data", without.toString()).start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("terminated");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run(6).set("evaluations", "2").set("episodes", "2").recipe();
    }

    @Override
    protected Map<String, String> sources(Path files) throws IOException {
      return Map.of("data", log(files).toString());
    }
  }
}
