package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The standard recipes of control on the networks that they make for themselves. */
@ExtendWith(NativeMemory.class)
class ControlRecipesTest {
  @AutoClose private static final TrialRuns RUNS = new TrialRuns(MlpQ.class.getClassLoader());

  /** A recipe with networks of four units, judged twice. */
  private abstract static class Conformance extends RecipeVerification {
    private final String recipe;
    private final String environment;
    private final Map<String, ?> config;

    Conformance(String recipe, String environment, Map<String, ?> config) {
      this.recipe = recipe;
      this.environment = environment;
      this.config = config;
    }

    private RunBuilder run() {
      return RUNS.of(recipe)
          .config(config)
          .config(
              Map.of(
                  "environment", Map.of("id", environment, "limit", 20),
                  "hidden", List.of(4),
                  "batch", 8,
                  "evaluations", 2,
                  "episodes", 2));
    }

    @Override
    protected Recipe recipe() {
      return run().recipe();
    }

    @Test
    void tellsWhatItsPolicyEarns(@TempDir Path directory) throws IOException {
      RunBuilder run = run();
      sources(directory).forEach(run::data);
      assertThat(TrialRuns.metric(run.start(), "return")).isFinite();
    }
  }

  /** Six steps of two copies at a time, of which the first is taken before anything is learned. */
  private abstract static class PlayingConformance extends Conformance {
    PlayingConformance(String recipe, String environment) {
      super(recipe, environment, Map.of("steps", 48, "copies", 2, "playing", 4, "warmup", 8));
    }
  }

  /** Six updates on a log. */
  private abstract static class LoggedConformance extends Conformance {
    LoggedConformance(String recipe) {
      super(recipe, "pendulum", Map.of("bound", 2, "updates", 6));
    }

    /** Forty steps of a rod, with actions within ±2. */
    @Override
    protected Map<String, String> sources(Path directory) throws IOException {
      StringBuilder rows = new StringBuilder();
      for (int row = 0; row < 40; row++) {
        rows.append(
            String.format(
                Locale.ROOT,
                "{\"observation\": [%1$.3f, %2$.3f, 0.5], \"action\": %2$.3f, \"reward\": %1$.3f,"
                    + " \"next_observation\": [%2$.3f, %1$.3f, 0.1], \"terminated\": false}%n",
                Math.cos(row),
                Math.sin(row)));
      }
      return Map.of("data", Files.writeString(directory.resolve("log.jsonl"), rows).toString());
    }
  }

  @Nested
  class DqnConformance extends PlayingConformance {
    DqnConformance() {
      super("dqn", "cart-pole");
    }
  }

  @Nested
  class SacConformance extends PlayingConformance {
    SacConformance() {
      super("sac", "pendulum");
    }
  }

  @Nested
  class BehaviorCloningConformance extends LoggedConformance {
    BehaviorCloningConformance() {
      super("behavior-cloning");
    }
  }

  @Nested
  class Td3BcConformance extends LoggedConformance {
    Td3BcConformance() {
      super("td3-bc");
    }
  }

  @Nested
  class IqlConformance extends LoggedConformance {
    IqlConformance() {
      super("iql");
    }
  }

  /** A policy that pushes at random keeps the pole up for some 22 steps; 500 is all there is. */
  @Tag("slow")
  @Test
  void ppoBalancesAPole() {
    RunResult result = RUNS.of("ppo").set("iterations", "25").seed(1).start();
    assertThat(TrialRuns.metric(result, "return")).isGreaterThan(300);
  }
}
