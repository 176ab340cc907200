package org.esscher.plugins.ailboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Sampler;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of a few updates, what they leave, and what they refuse. */
class AilboostRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(AilboostRecipeTest.class.getClassLoader());

  @AutoClose private static final Fixture FIXTURE = new Fixture();

  @TempDir private Path directory;

  private static Path expert(Path directory) throws IOException {
    Random random = new Random(4);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 30; row++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"observation\": [%.4f, %.4f, %.4f], \"action\": %.4f}%n",
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble(),
              random.nextDouble()));
    }
    return Files.writeString(directory.resolve("expert.jsonl"), rows);
  }

  /** Of episodes of five steps; a learner plays six, so one episode and a part of the next. */
  private static RunBuilder run(int rounds) {
    return RUNS.of("ailboost")
        .set("environment", "{id: pendulum, limit: 5}")
        .set("hidden", "[4]")
        .set("batch", "8")
        .set("rounds", Integer.toString(rounds))
        .set("policyUpdates", "21")
        .set("discUpdates", "2")
        .set("nSamples", "6")
        .set("copies", "2")
        .set("evaluations", Integer.toString(rounds))
        .set("episodes", "2");
  }

  private RunBuilder imitating(int rounds) throws IOException {
    return run(rounds).data("data", expert(directory).toString());
  }

  private static List<Double> column(RunResult result, String table, String column) {
    return TrialRuns.rows(result, table).stream().map(row -> row.number(column)).toList();
  }

  private static Policy saved(RunResult result, String role) {
    return RUNS.host()
        .component(
            PolicyProvider.class,
            "saved-policy",
            Map.of("file", result.directory().resolve("models/" + role + ".json").toString()))
        .create(FIXTURE.context(), null);
  }

  /** Learner 0 is the policy as it was made, and each round adds one. */
  @Test
  void eachRoundAddsALearner() throws IOException {
    RunResult result = imitating(3).start();

    assertThat(column(result, "rounds", "learners")).containsExactly(1.0, 2.0, 3.0);
    assertThat(column(result, "evaluation", "learners")).containsExactly(2.0, 3.0, 4.0);
    assertThat(column(result, "evaluation", "updates")).containsExactly(21.0, 42.0, 63.0);
    for (int learner = 0; learner <= 3; learner++) {
      assertThat(result.directory().resolve("models/policy@learner-" + learner + ".json")).exists();
    }
    try (Policy mixture = saved(result, "mixture")) {
      assertThat(mixture.outputs()).containsExactly("logp");
    }
    try (Policy greedy = saved(result, "greedy")) {
      assertThat(greedy.outputs()).isEmpty();
    }
  }

  /** Check 8 in a run: two learners, whose steps alone are remembered. */
  @Test
  void check8OnlyTheNewestLearnersAreKept() throws IOException {
    RunResult result = imitating(3).set("maxLearners", "2").start();

    assertThat(column(result, "rounds", "learners")).containsExactly(1.0, 2.0, 2.0);
    assertThat(column(result, "evaluation", "learners")).containsExactly(2.0, 2.0, 2.0);
  }

  /** Check 4 in a run: with η = 1 mixture and last policy earn the same in the same episodes. */
  @Test
  void check4WithEta1TheMixtureActsAsTheLastPolicy() throws IOException {
    for (String setting : new String[] {"eta", "maxLearners"}) {
      RunResult result = imitating(2).set(setting, "1").start();
      try (Policy greedy = saved(result, "greedy");
          Policy last = saved(result, "policy")) {
        Batch seen = FIXTURE.batch("observation", FIXTURE.arena.vectors(3, 1, 0, 2, 0, -1, .5));
        try (Forward pass = last.forward(seen, Set.of("mode"), FIXTURE.context())) {
          assertThat(
                  greedy
                      .as(Sampler.class)
                      .orElseThrow()
                      .sample(seen, 1, new Random(1), FIXTURE.context())
                      .column("action")
                      .toArray())
              .containsExactly(pass.output("mode").toArray());
        }
      }
    }
  }

  /** Without a warm start every learner but the first begins as the first did. */
  @Test
  void aColdStartBeginsAnew() throws IOException {
    RunResult cold = imitating(2).set("warmStart", "false").start();
    RunResult warm = imitating(2).start();

    // log α moves by the rate of .001 an update from 0 on: 20 updates, or 21 before them.
    assertThat(logTemperature(cold, 1)).isBetween(.01, .02);
    assertThat(logTemperature(cold, 3)).isBetween(.01, .02);
    assertThat(logTemperature(warm, 3)).isBetween(.03, .041);
  }

  /** Its size after a step of the run. */
  private static double logTemperature(RunResult result, long step) {
    Double temperature = TrialRuns.metricsAt(result, step).get("sac/temperature");
    return Math.abs(Math.log(Objects.requireNonNull(temperature)));
  }

  /** All three forms train, and the penalty beside them. */
  @ParameterizedTest
  @ValueSource(strings = {"rkl", "js", "wass"})
  void everyFormTrains(String divergence) throws IOException {
    RunResult result = imitating(1).set("divergence", divergence).start();

    assertThat(TrialRuns.metric(result, "discriminator/ail-gradient-penalty")).isNotNegative();
    assertThat(TrialRuns.metric(result, "clamped_fraction")).isZero();
  }

  /** The expert's pendulum stands, and the learner's hangs anywhere and turns. */
  @Test
  void theDiscriminatorTellsTheExpertFromTheLearner() throws IOException {
    RunResult result =
        imitating(1)
            .set("discUpdates", "300")
            .set("discriminatorOptimizer.rate", "0.02")
            .set("gpWeight", "0")
            .set("nSamples", "100")
            .start();

    assertThat(column(result, "rounds", "occupancy_reverse_kl").get(0)).isGreaterThan(1);
  }

  /** The rows alike are another memory than the rows by their weights, from the second round on. */
  @Test
  void withoutBoostingTheResultIsTheLastPolicy() throws IOException {
    RunResult uniform = imitating(2).set("replay", "uniform").start();

    assertThat(uniform.directory().resolve("models/mixture.json")).doesNotExist();
    assertThat(column(uniform, "rounds", "occupancy_reverse_kl").get(1))
        .isNotCloseTo(
            column(imitating(2).start(), "rounds", "occupancy_reverse_kl").get(1), within(1e-9));
  }

  private static void refused(RunBuilder run, String... words) {
    assertThatThrownBy(run::start)
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesWhatTheCardRefuses() throws IOException {
    refused(run(1), "data");
    refused(imitating(1).set("eta", "0"), "eta");
    refused(imitating(1).set("eta", "1.1"), "eta");
    refused(imitating(1).set("environment", "cart-pole"), "numbered");
    Path empty = Files.writeString(directory.resolve("none.csv"), "observation,action\n");
    refused(run(1).data("data", empty.toString()), "no rows");
    Path narrow =
        Files.writeString(
            directory.resolve("narrow.jsonl"), "{\"observation\": [1, 2], \"action\": 0.1}\n");
    refused(run(1).data("data", narrow.toString()), "2 numbers", "3 and 1");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run(2).recipe();
    }

    @Override
    protected Map<String, String> sources(Path files) throws IOException {
      return Map.of("data", expert(files).toString());
    }
  }
}
