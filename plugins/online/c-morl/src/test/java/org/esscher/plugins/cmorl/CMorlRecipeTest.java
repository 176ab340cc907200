package org.esscher.plugins.cmorl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CMorlRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(CMorlRecipeTest.class.getClassLoader());

  private static RunBuilder run() {
    return RUNS.of("c-morl").set("refPoint", "[0, 0]");
  }

  /**
   * The front is x + 1.5·y = 1.5 from (0, 1) to (.6, .6), and its mirror image: no mixture lies
   * beyond it, but by the luck of 500 pulls, whose mean has an error of .022 at most.
   */
  @Test
  @Tag("slow")
  void extensionsFillTheFrontOfTheBandit() {
    RunResult result =
        run()
            .set("evalEpisodes", "200")
            .set("initUpdates", "30")
            .set("extensionBudget", "240")
            .start();

    List<RecordedRow> rounds = TrialRuns.rows(result, "rounds");
    assertThat(rounds.get(0).number("updates")).isEqualTo(90);
    assertThat(rounds.get(rounds.size() - 1).number("updates")).isEqualTo(330);
    assertThat(rounds.get(rounds.size() - 1).number("hypervolume"))
        .isGreaterThan(rounds.get(0).number("hypervolume"));
    assertThat(TrialRuns.metric(result, "final_hypervolume")).isBetween(.5, .62);
    List<RecordedRow> front = TrialRuns.rows(result, "front");
    assertThat(front).hasSizeGreaterThan(20);
    for (RecordedRow row : front) {
      double x = row.number("objective_0");
      double y = row.number("objective_1");
      assertThat(Math.min(x, y) + 1.5 * Math.max(x, y)).isLessThan(1.5 + 5 * .022);
    }
  }

  /** The policy of the run is the best for the preference. */
  @Test
  void givesThePolicyOfThePreference() {
    RunResult result =
        run()
            .set("initUpdates", "40")
            .set("extensionBudget", "0")
            .set("preferences", "[[1, 0], [0, 1]]")
            .set("preference", "[0, 1]")
            .set("optimizer.rate", "0.3")
            .set("evalEpisodes", "50")
            .start();

    assertThat(TrialRuns.rows(result, "front"))
        .anySatisfy(row -> assertThat(row.number("objective_1")).isCloseTo(1, within(.05)));
  }

  /** Time is negative: the margin form, from vectors of the observation. */
  @Test
  void playsTreasureHunts() {
    RunResult result =
        RUNS.of("c-morl")
            .set("environment", "deep-sea-treasure")
            .set("policy", "{id: linear-softmax, features: [observation], actions: 4, buckets: 64}")
            .set("value", "{id: parameters, output: value, size: 2}")
            .set("refPoint", "[0, -60]")
            .set("thresholdForm", "margin")
            .set("limit", "50")
            .set("initUpdates", "2")
            .set("snapshotEvery", "1")
            .set("extensionUpdates", "2")
            .set("extensionBudget", "4")
            .set("finalEpisodes", "50")
            .start();

    assertThat(TrialRuns.metric(result, "final_members")).isPositive();
    assertThat(TrialRuns.metric(result, "final_hypervolume")).isPositive();
    assertThat(TrialRuns.metric(result, "extension/infeasible_fraction")).isBetween(0., 1.);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refPoint | [0] | at least 2 objectives",
        "preferences | [[0.5, 0.6]] | not a preference",
        "preferences | [[0.5, 0.25, 0.25]] | one weight of each objective",
        "beta | 1 | beta",
        "gridStep | 0.3 | 1/2, 1/3"
      })
  void refuses(String field, String value, String message) {
    RunBuilder run = run().set(field, value);

    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesEnvironmentsOfOtherRewards() {
    RunBuilder three = RUNS.of("c-morl").set("refPoint", "[0, 0, 0]");
    RunBuilder one = run().set("environment", "multi-armed-bandit");

    assertThatThrownBy(three::start).hasMessageContaining("the environment pays 2");
    assertThatThrownBy(one::start).isInstanceOf(EsscherException.class);
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run()
          .set("preferences", "[[1, 0], [0, 1]]")
          .set("initUpdates", "2")
          .set("numSelect", "1")
          .set("extensionUpdates", "2")
          .set("extensionBudget", "4")
          .set("archiveSize", "2")
          .set("finalEpisodes", "20")
          .set("playing", "16")
          .set("epochs", "1")
          .recipe();
    }
  }
}
