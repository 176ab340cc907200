package org.esscher.plugins.qarl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import org.esscher.api.Batch;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of a few short episodes, and what they refuse. */
class QarlRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(QarlRecipeTest.class.getClassLoader());

  private static RunBuilder run(int iterations) {
    return RUNS.of("qarl")
        .set(
            "environment",
            "{id: two-player, environment: {id: point-maze, reward: dense, limit: 5}}")
        .set("perfThreshold", "-1")
        .set("minSamples", "2")
        .set("hidden", "[4]")
        .set("iterations", Integer.toString(iterations))
        .set("worstCaseIterations", "1")
        .set("copies", "2")
        .set("updates", "2")
        .set("batch", "4")
        .set("evaluations", "1")
        .set("episodes", "2")
        .set("grid", "{damping: [0.5, 2]}");
  }

  /**
   * Check 4: a curriculum that never lowers the temperature fails. Rewards are positive, so that
   * the threshold of −1 never binds, and k reaches the target in the 13 moves of check 1.
   */
  @Test
  void check4TheCurriculumEndsWithARationalAdversary() {
    RunResult result = run(14).start();

    List<RecordedRow> moves = TrialRuns.rows(result, "curriculum");
    assertThat(moves.get(0).number("k")).isEqualTo(50);
    assertThat(moves.get(12).number("next_k")).isEqualTo(1);
    assertThat(TrialRuns.metricsAt(result, 14).get("mean_temperature")).isEqualTo(.001);
    for (RecordedRow move : moves) {
      assertThat(move.number("next_k")).isLessThanOrEqualTo(move.number("k"));
      assertThat(move.number("effective_sample_size")).isBetween(0.0, 2 + 1e-12);
    }
  }

  private static double temperature(RunResult result, long step) {
    Double found = TrialRuns.metricsAt(result, step).get("mean_temperature");
    return found == null ? Double.NaN : found;
  }

  @ParameterizedTest
  @CsvSource({
    "linear, .05, .0255, .001",
    "fixed, .05, .05, .05",
    "none, 0, 0, 0",
    "force, 0, 0, 0",
    "alone, 0, 0, 0"
  })
  void schedules(String schedule, double first, double second, double third) {
    RunResult result = run(3).set("schedule", schedule).start();

    assertThat(temperature(result, 1)).isEqualTo(first);
    assertThat(temperature(result, 2)).isEqualTo(second);
    assertThat(temperature(result, 3)).isEqualTo(third);
    assertThat(TrialRuns.rows(result, "curriculum")).isEmpty();
    // Nobody learns to oppose a protagonist that is alone.
    assertThat(TrialRuns.metricsAt(result, 1).containsKey("adversary/actor"))
        .isEqualTo(!schedule.equals("alone"));
  }

  @Test
  void judgesAtTheEnd() {
    RunResult result = run(2).set("temperatures", "point").set("protTemp", "fixed").start();

    assertThat(TrialRuns.rows(result, "robustness").stream().map(row -> row.text("opponent")))
        .containsExactly("the adversary", "the worst case", "nobody");
    List<RecordedRow> cells = TrialRuns.rows(result, "robustness_grid");
    assertThat(cells.stream().map(cell -> cell.number("damping"))).containsExactly(.5, 2.0);
    OptionalDouble worst = cells.stream().mapToDouble(cell -> cell.number("return")).min();
    assertThat(TrialRuns.metric(result, "grid/worst")).isEqualTo(worst.orElseThrow());
    assertThat(TrialRuns.rows(result, "judged")).hasSize(1);
  }

  private static void refused(RunBuilder run, String... words) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesOnePlayer() {
    refused(run(2).set("environment", "pendulum"), "two", "[player]");
  }

  @Test
  void refusesNumberedActions() {
    refused(
        run(2).set("environment", "{id: two-player, environment: cart-pole}"), "qarl", "numbered");
  }

  @Test
  void refusesSeveralRewards() {
    try (QarlFixture fixture = new QarlFixture()) {
      Batch vectors = fixture.batch("rewards", fixture.arena.vectors(2, 1, 2));
      assertThatThrownBy(() -> Match.requireOneReward(vectors))
          .isInstanceOf(EsscherException.class)
          .hasMessageContainingAll("one reward", "[rewards]");
      Batch wide = fixture.batch("reward", fixture.arena.vectors(2, 1, 2));
      assertThatThrownBy(() -> Match.requireOneReward(wide))
          .isInstanceOf(EsscherException.class)
          .hasMessageContainingAll("one reward", "a vector");
    }
  }

  @ParameterizedTest
  @CsvSource({"omega, 0", "k0, -1", "kTarget, 0", "kTarget, 60"})
  void refusesCurriculaThatAreNone(String field, String value) {
    refused(run(2).set(field, value), field);
  }

  @Test
  void refusesAMissingThreshold() {
    refused(RUNS.of("qarl"), "perfThreshold", "required");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run(2).recipe();
    }
  }
}
