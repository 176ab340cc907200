package org.esscher.plugins.serl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check 7 of the paper's card, runs of a few short episodes, and what they refuse. */
class SerlRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(SerlRecipeTest.class.getClassLoader());

  private static RunBuilder run(int steps) {
    return RUNS.of("serl")
        .set("environment", "{id: relative-frame, environment: {id: point-insert, limit: 4}}")
        .set("ensemble", "2")
        .set("hidden", "[4]")
        .set("batch", "8")
        .set("startAfter", "4")
        .set("classifierSteps", "2")
        .set("steps", Integer.toString(steps))
        .set("copies", "2")
        .set("playing", "2")
        .set("tests", "1")
        .set("episodes", "2");
  }

  private static RunBuilder demonstrated(int steps) {
    return run(steps).data("data", "insert-demos");
  }

  private static long counted(RunResult result, String metric) {
    long count = 0;
    for (long step = 1; step <= 4; step++) {
      count += TrialRuns.metricsAt(result, step).containsKey(metric) ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({"4, false", "4, true", "1, false"})
  void check7FourStepsOfTheCriticsForOneOfTheActor(int utd, boolean split) {
    RunBuilder run =
        demonstrated(8).set("utd", Integer.toString(utd)).set("split", Boolean.toString(split));
    CountingRun.Counts counts = CountingRun.update((SerlRecipe) run.recipe());

    assertThat(counts.critics()).isEqualTo(utd);
    assertThat(counts.targets()).isEqualTo(utd);
    assertThat(counts.actors()).isEqualTo(1);
    assertThat(counts.temperatures()).isEqualTo(1);
  }

  @Test
  void learnsAfterTheFirstSteps() {
    RunResult result = demonstrated(16).start();
    // Four steps of the run, of four steps of the environment each; the first is too early.
    assertThat(counted(result, "critics/critic")).isEqualTo(3);
    assertThat(counted(result, "actor/actor")).isEqualTo(3);
    assertThat(TrialRuns.rows(result, "tests").get(0).number("updates")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"classifier", "vice"})
  void rewardsMayBeLearnt(String rewards) {
    RunResult result = demonstrated(8).set("rewards", rewards).start();
    assertThat(TrialRuns.metric(result, "classifier/success-bce")).isPositive();
  }

  @Test
  void resetsMayBeLearnt() {
    RunResult result = demonstrated(24).set("resets", "learned").set("turnSteps", "2").start();
    assertThat(TrialRuns.metric(result, "critics/critic")).isNotNegative();
    assertThat(TrialRuns.metric(result, "reset_critics/critic")).isNotNegative();
  }

  @Test
  void demonstrationsAreOptionalWithoutAShare() {
    RunResult result = run(8).set("demoFraction", "0").start();
    assertThat(TrialRuns.rows(result, "tests")).hasSize(1);
  }

  private static void refused(RunBuilder run, String... words) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesWhatTheCardRefuses() {
    refused(run(8), "data");
    refused(demonstrated(8).set("subset", "3"), "subset of 3");
    refused(demonstrated(8).set("batch", "7"), "7 rows");
    refused(demonstrated(8).set("split", "true").set("utd", "3"), "8 rows", "3");
    refused(
        demonstrated(8).set("rewards", "vice").set("resets", "learned"), "resets", "environment");
    refused(run(8).set("demoFraction", "0").set("environment", "pendulum"), "[-1, 1]", "2.0");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return demonstrated(12).recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", "insert-demos");
    }
  }
}
