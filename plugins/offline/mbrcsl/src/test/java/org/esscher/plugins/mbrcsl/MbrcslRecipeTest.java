package org.esscher.plugins.mbrcsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe, and checks 3, 5 and 7 of the paper's card. */
class MbrcslRecipeTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(MbrcslRecipeTest.class.getClassLoader());

  @TempDir Path temporary;

  private static RunBuilder stitching() {
    return RUNS.of("mbrcsl")
        .data("data", "stitching")
        .set("horizon", "2")
        .set("actions", "2")
        .set("keepReference", "same-start")
        .set("environment", "stitching")
        .set("rolloutBatch", "50");
  }

  @Test
  void check3AnOptimumThatIsLoggedLeavesThePolicyOfTheLog() {
    RunResult result =
        stitching().set("keepReference", "data").set("maxRollouts", "200").seed(1).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    RecordedRow rollouts = TrialRuns.rows(result, "rollouts").get(0);
    assertThat(rollouts.number("kept")).isZero();
    assertThat(rollouts.number("rollouts")).isEqualTo(200);
    assertThat(rollouts.text("status")).isEqualTo("no-improvement");
    assertThat(rollouts.number("target")).isEqualTo(1);
    assertThat(TrialRuns.metric(result, "mbrcsl/return"))
        .isEqualTo(TrialRuns.metric(result, "rcsl/return"));
  }

  /**
   * Of 100 episodes 67 start in S and 34 of these go to the middle, where 33 of 67 do what pays 1:
   * a rollout is kept with the probability 0.67 · 34/67 · 33/67 = 0.1675, a quarter of those from
   * S.
   */
  @Test
  void check5RolloutsStitchWhatTheLogDoesNot() {
    double kept = 0;
    double rolled = 0;
    for (long seed = 1; seed <= 10; seed++) {
      RunResult result = stitching().seed(seed).start();
      assertThat(TrialRuns.metric(result, "rcsl/return")).isEqualTo(0.2, within(1e-12));
      assertThat(TrialRuns.metric(result, "mbrcsl/return")).isEqualTo(1, within(1e-12));
      assertThat(TrialRuns.metric(result, "target")).isEqualTo(1);
      kept += TrialRuns.metric(result, "kept");
      rolled += TrialRuns.metric(result, "rollouts");
    }
    // Four standard deviations of some 6,000 rollouts: 4·√(0.1675·0.8325/6000).
    assertThat(kept / rolled).isEqualTo(0.1675, within(0.02));
  }

  @Test
  @Tag("slow")
  void check7AnEnsembleLearnsTheNoise() throws IOException {
    Path file = autoregressive();
    RunResult result = neural(file).set("dynamicsUpdates", "800").seed(1).start();
    assertThat(result.status()).isEqualTo(Status.FINISHED);

    try (Fixture fixture = new Fixture();
        Model dynamics =
            fixture
                .host
                .savedModel(result.directory().resolve("models/dynamics.json"))
                .create(fixture.context(), null)) {
      Batch rows =
          fixture.batch(
              "observation", fixture.arena.numbers(-0.2, 0, 0.2),
              "action", fixture.arena.numbers(0, 0, 0));
      try (Forward forward =
          dynamics.forward(rows, Set.of("mean_members", "log_var_members"), fixture.context())) {
        double[] mean = forward.output("mean_members").toArray();
        double[] logVariance = forward.output("log_var_members").toArray();
        // Two members of two components, of which the first is the difference.
        for (int i = 0; i < logVariance.length; i += 2) {
          assertThat(Math.exp(0.5 * logVariance[i])).isEqualTo(0.1, within(0.02));
          double x = 0.2 * (Math.floorDiv(i, 4) - 1);
          assertThat(mean[i]).isEqualTo(-0.1 * x, within(0.05));
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void networksRunToTheEndInEitherVariant() throws IOException {
    Path file = autoregressive();
    for (String variant : List.of("mlp", "gaussian")) {
      RunResult result = neural(file).set("rcslVariant", variant).seed(2).start();

      assertThat(result.status()).isEqualTo(Status.FINISHED);
      assertThat(TrialRuns.metric(result, "rollouts")).isPositive();
      assertThat(TrialRuns.metric(result, "kept")).isPositive();
      assertThat(TrialRuns.metric(result, "diverged")).isZero();
    }
  }

  private static RunBuilder neural(Path file) {
    return RUNS.of("mbrcsl")
        .data("data", file.toString())
        .set("horizon", "5")
        .set("ensemble", "2")
        .set("elites", "1")
        .set("dynamicsHidden", "[16]")
        .set("behaviorHidden", "[16]")
        .set("rcslHidden", "[16]")
        .set("dynamicsOptimizer.rate", "0.003")
        .set("dynamicsUpdates", "100")
        .set("behaviorUpdates", "20")
        .set("rcslUpdates", "20")
        .set("rolloutBatch", "40")
        .set("numKeep", "2")
        .set("maxRollouts", "400")
        .set("batch", "128");
  }

  /** 100 episodes of x′ = 0.9 x + N(0, 0.1²), whose steps pay x′. */
  private Path autoregressive() throws IOException {
    Random random = new Random(4);
    List<String> lines = new ArrayList<>();
    for (int episode = 0; episode < 100; episode++) {
      double x = 0;
      for (int step = 0; step < 20; step++) {
        double next = 0.9 * x + 0.1 * random.nextGaussian();
        lines.add(
            String.format(
                Locale.ROOT,
                "{\"episode_id\": %d, \"step\": %d, \"observation\": %s, \"action\": %s, \"reward\":"
                    + " %s, \"next_observation\": %s, \"terminated\": false}",
                episode,
                step,
                x,
                random.nextGaussian(),
                step < 5 ? next : 0,
                next));
        x = next;
      }
    }
    Path file = temporary.resolve("log.jsonl");
    Files.write(file, lines);
    return file;
  }

  @Test
  void refusesWhatCannotBeLearntFrom() throws IOException {
    String row =
        "{\"episode_id\": 0, \"step\": %s, \"observation\": 0, \"action\": 0, \"reward\": %s,"
            + " \"next_observation\": 0, \"terminated\": true}\n";
    refused(row.replaceFirst("%s", "0").replaceFirst("%s", "null"), "line 1", "reward");
    refused(row.replaceFirst("%s", "1").replaceFirst("%s", "0"), "row 0", "step 1");
    refused("", "log");
    String twice = row.replaceFirst("%s", "0").replaceFirst("%s", "0");
    refused(
        twice + twice.replace("\"episode_id\": 0", "\"episode_id\": 1") + twice,
        "row 2",
        "begins again");
  }

  private void refused(String content, String... told) throws IOException {
    Path file = temporary.resolve("log.jsonl");
    Files.writeString(file, content);
    assertThatThrownBy(
            () ->
                RUNS.of("mbrcsl")
                    .data("data", file.toString())
                    .set("horizon", "2")
                    .set("actions", "2")
                    .start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(told);
  }

  @Test
  void refusesSettingsThatContradict() {
    assertThatThrownBy(() -> RUNS.of("mbrcsl").data("data", "stitching").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("horizon");
    assertThatThrownBy(() -> stitching().set("elites", "8").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll("8 elites", "7");
  }
}
