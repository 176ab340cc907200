package org.esscher.plugins.nashmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NashMpRecipeTest {
  private static final String CIRCLE =
      """
      {"prompt_id": "circle", "action": 0, "ref_logp": -0.5108256237659907, "preference_prob": [0.5, 0.9, 0.2]}
      {"prompt_id": "circle", "action": 1, "ref_logp": -1.2039728043259361, "preference_prob": [0.1, 0.5, 0.8]}
      {"prompt_id": "circle", "action": 2, "ref_logp": -2.3025850929940455, "preference_prob": [0.8, 0.2, 0.5]}
      """;
  private static final String PAIR =
      """
      {"prompt_id": "pair", "action": 0, "ref_logp": -0.6931471805599453, "preference_prob": [0.5, 0.7]}
      {"prompt_id": "pair", "action": 1, "ref_logp": -0.6931471805599453, "preference_prob": [0.3, 0.5]}
      """;

  @AutoClose private static final TrialRuns RUNS = new TrialRuns(NashMpProx.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("games.jsonl");
    Files.writeString(data, CIRCLE + PAIR);
  }

  private RunBuilder run(String mode) {
    return RUNS.of("nash-mp").data("data", data.toString()).set("mode", mode).seed(4);
  }

  private RunBuilder quick(String mode) {
    return run(mode).set("iterations", "6").set("innerSteps", "3").set("evaluations", "3");
  }

  @Test
  void check3ExactModeFollowsTheClosedForm() throws IOException {
    Files.writeString(data, CIRCLE);
    RunResult result = run("exact").set("iterations", "10").set("evaluations", "5").start();

    assertThat(metric(result, "exploitability")).isCloseTo(.00119, within(5e-6));
    List<RecordedRow> told = rows(result, "exploitability");
    assertThat(told).hasSize(6);
    assertThat(told.get(0).number("exploitability")).isCloseTo(.05644, within(5e-6));
    List<RecordedRow> frontier = rows(result, "frontier");
    assertThat(frontier).hasSize(7);
    assertThat(frontier.get(6).text("series")).isEqualTo("exact optimum");
  }

  /** Prompts of different sizes; after 100 iterations nothing is left to exploit. */
  @Test
  void exactModeTakesPromptsOfDifferentSizes() {
    RunResult result = run("exact").start();

    assertThat(metric(result, "exploitability")).isCloseTo(0, within(1e-12));
    // The pair's equilibrium: log-odds (P(0 ≻ π) − P(1 ≻ π))/β = .2/.1 = 2, whatever π is.
    double odds = 1 / (1 + Math.exp(-2));
    double ofPair = odds * .6 + (1 - odds) * .4;
    PreferenceGame circle = Games.circle();
    double ofCircle = circle.winRateAgainstReference(Games.iterated(circle, .1, .2, 2000));
    // The last iterate's distance shrinks by 1.2 an iteration, and 1.2^−100 is 1.2e-8.
    assertThat(metric(result, "win_rate")).isCloseTo((ofPair + ofCircle) / 2, within(1.2e-8));
  }

  @Test
  void policyGradientApproachesTheEquilibrium() {
    RunResult result =
        run("policy-gradient").set("iterations", "12").set("samplesPerPrompt", "64").start();

    // The circle alone starts at .056, the pair at .0096; the samples' floor is about .0004.
    assertThat(metric(result, "exploitability")).isLessThan(.003);
  }

  @Test
  void averagedAnchorApproachesTheEquilibrium() {
    RunResult result = run("ema").set("iterations", "600").set("samplesPerPrompt", "64").start();

    assertThat(metric(result, "exploitability")).isLessThan(.005);
  }

  @Test
  void takesSampledLabels() {
    RunResult result =
        run("policy-gradient")
            .set("labels", "sampled")
            .set("iterations", "12")
            .set("samplesPerPrompt", "64")
            .start();

    assertThat(metric(result, "exploitability")).isLessThan(.008);
  }

  private abstract class Conformance extends RecipeVerification {
    private final String mode;

    Conformance(String mode) {
      this.mode = mode;
    }

    @Override
    protected Recipe recipe() {
      return quick(mode).set("iterations", "3").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  @Nested
  class ConformanceOfExactMode extends Conformance {
    ConformanceOfExactMode() {
      super("exact");
    }

    @Override
    protected Map<String, String> departures() {
      return Map.of("REC-5", "the game is solved exactly, and nothing is drawn");
    }
  }

  @Nested
  class ConformanceOfPolicyGradient extends Conformance {
    ConformanceOfPolicyGradient() {
      super("policy-gradient");
    }
  }

  @Nested
  class ConformanceOfAveragedAnchor extends Conformance {
    ConformanceOfAveragedAnchor() {
      super("ema");
    }
  }

  @Test
  void runsOnRandomGames() {
    RunResult result =
        RUNS.of("nash-mp")
            .data("data", "random-games")
            .set("beta", "0.01")
            .set("iterations", "200")
            .seed(1)
            .start();

    // Check 7: within twice the card's range over five such games.
    assertThat(metric(result, "exploitability")).isBetween(.7e-6, 4.8e-6);
  }

  @Test
  void refusesWhatIsNoGame() throws IOException {
    Files.writeString(data, CIRCLE.replace("0.9", "0.8"));
    assertThatThrownBy(() -> run("exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("preference_prob");
    Files.writeString(data, CIRCLE.replace("[0.1, 0.5, 0.8]", "[0.1, null, 0.8]"));
    assertThatThrownBy(() -> run("exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("preference_prob");
    Files.writeString(data, CIRCLE.replace("\"action\": 2", "\"action\": 1"));
    assertThatThrownBy(() -> run("exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 2");
    Files.writeString(data, CIRCLE.replace("-1.2039728043259361", "\"-Infinity\""));
    assertThatThrownBy(() -> run("exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("no probability");
  }

  @Test
  void refusesSettingsWithoutMeaning() {
    assertThatThrownBy(() -> run("ema").set("samplesPerPrompt", "1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("samplesPerPrompt");
    assertThatThrownBy(() -> run("ema").set("emaRate", "1.5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("emaRate");
    assertThatThrownBy(() -> run("ema").set("beta", "0").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("beta");
  }
}
