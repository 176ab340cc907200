package org.esscher.plugins.gbrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipe, and check 8 of the paper's card. */
class GbrlRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(GbrlRecipeTest.class.getClassLoader());

  private static RunBuilder bandit(String recipe) {
    return RUNS.of(recipe)
        .set("environment", "categorical-bandit")
        .set("copies", "256")
        .set("playing", "1")
        .set("batch", "256")
        .set("iterations", "60")
        .set("evaluations", "1")
        .set("episodes", "1");
  }

  private static RunBuilder trees() {
    return bandit("gbrl")
        .set(
            "model",
            "{id: gbrl-actor-critic, actions: 4, categorical: [observation], shared: false,"
                + " policyLr: 1, valueLr: 0}")
        .set("epochs", "1");
  }

  /** From 20 to 25 steps at first, where actions are drawn alike. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("slow")
  void check8TreesBalanceThePole(long seed) {
    RunResult result =
        RUNS.of("gbrl").set("evaluations", "1").set("episodes", "1").seed(seed).start();

    assertThat(TrialRuns.metricsAt(result, 1).get("training_length")).isBetween(12.0, 40.0);
    assertThat(TrialRuns.metric(result, "training_length")).isGreaterThan(120);
    assertThat(TrialRuns.metric(result, "trees")).isEqualTo(160);
  }

  /** Measured for the card: 0.93 to 0.98 against 0.66 after 60 trees. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Tag("slow")
  void check8TreesSeeCategoriesThatAPerceptronDoesNot(long seed) {
    RunResult trees = trees().seed(seed).start();
    RunResult perceptron =
        bandit("ppo").set("epochs", "4").set("optimizer.rate", "0.003").seed(seed).start();

    assertThat(right(trees)).isGreaterThan(0.85);
    assertThat(right(trees) - right(perceptron)).isGreaterThan(0.2);
  }

  /** The probability of the right action, the mean over 2,000 contexts, of a run's policy. */
  private static double right(RunResult result) {
    try (Fixture fixture = new Fixture();
        Environment bandit =
            new CategoricalBandit(List.of(7, 3, 11), 20, 0.25).create(2000, fixture.context());
        Model policy =
            fixture
                .host
                .savedModel(result.directory().resolve("models/policy.json"))
                .create(fixture.context(), null)) {
      bandit.reset(IntStream.range(0, 2000).toArray(), fixture.context());
      Batch contexts = bandit.observe(fixture.context());
      double[] seen = contexts.column("observation").toArray();
      double[] logp = fixture.output(policy, contexts, "class_logp");
      double sum = 0;
      for (int row = 0; row < 2000; row++) {
        boolean first = Math.round(19 * seen[3 * row]) == 7;
        boolean second = Math.round(19 * seen[3 * row + 1]) == 3;
        boolean third = Math.round(19 * seen[3 * row + 2]) == 11;
        sum += Math.exp(logp[4 * row + (first ? 0 : second ? 1 : third ? 2 : 3)]);
      }
      return sum / 2000;
    }
  }

  @Test
  void growsNoMoreThanTheTreesThatThereMayBe() {
    RunResult result =
        trees().set("iterations", "1").set("epochs", "3").set("model.maxTrees", "1").start();

    // One tree a block, of which the value's has the rate 0.
    assertThat(TrialRuns.metric(result, "trees")).isEqualTo(2);
    assertThat(right(result)).isBetween(0.25, 0.9);
  }

  @Test
  void refusesAnotherNumberOfActions() {
    assertThatThrownBy(() -> bandit("gbrl").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("2 actions", "4 numbered actions", "model.actions");
    assertThatThrownBy(
            () -> RUNS.of("gbrl").config(Map.of("environment", Map.of("id", "pendulum"))).start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("2 actions", "1 components", "model.components");
  }
}
