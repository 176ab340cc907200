package org.esscher.plugins.nashmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  private final Esscher host =
      Esscher.builder().classPath(NashMpProx.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("games.jsonl");
    Files.writeString(data, CIRCLE + PAIR);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private RunBuilder run(String directory, String mode) {
    return host.run("nash-mp")
        .data("data", data.toString())
        .set("mode", mode)
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private RunBuilder quick(String directory, String mode) {
    return run(directory, mode)
        .set("iterations", "6")
        .set("innerSteps", "3")
        .set("evaluations", "3");
  }

  private static double metric(RunResult result, String name) {
    return Objects.requireNonNull(result.metrics().get(name), name);
  }

  private static List<String> rows(RunResult result, String table) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + table + "\""))
        .toList();
  }

  @Test
  void check3ExactModeFollowsTheClosedForm() throws IOException {
    Files.writeString(data, CIRCLE);
    RunResult result =
        run("exact", "exact").set("iterations", "10").set("evaluations", "5").start();

    assertThat(metric(result, "exploitability")).isCloseTo(.00119, within(5e-6));
    List<String> told = rows(result, "exploitability");
    assertThat(told).hasSize(6);
    assertThat(told.get(0)).contains("0.05644");
    List<String> frontier = rows(result, "frontier");
    assertThat(frontier).hasSize(7);
    assertThat(frontier.get(6)).contains("exact optimum");
  }

  /** Prompts of different sizes; after 100 iterations nothing is left to exploit. */
  @Test
  void exactModeTakesPromptsOfDifferentSizes() {
    RunResult result = run("sizes", "exact").start();

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
        run("gradient", "policy-gradient")
            .set("iterations", "12")
            .set("samplesPerPrompt", "64")
            .start();

    // The circle alone starts at .056, the pair at .0096; the samples' floor is about .0004.
    assertThat(metric(result, "exploitability")).isLessThan(.003);
  }

  @Test
  void averagedAnchorApproachesTheEquilibrium() {
    RunResult result =
        run("ema", "ema").set("iterations", "600").set("samplesPerPrompt", "64").start();

    assertThat(metric(result, "exploitability")).isLessThan(.005);
  }

  @Test
  void takesSampledLabels() {
    RunResult result =
        run("labels", "policy-gradient")
            .set("labels", "sampled")
            .set("iterations", "12")
            .set("samplesPerPrompt", "64")
            .start();

    assertThat(metric(result, "exploitability")).isLessThan(.008);
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = quick("first", "policy-gradient").start().directory();
    Path second = quick("second", "policy-gradient").start().directory();

    for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    for (String mode : List.of("exact", "policy-gradient", "ema")) {
      Path whole = quick("whole-" + mode, mode).start().directory();
      for (int stop : new int[] {1, 4}) {
        String name = mode + "-stopped-" + stop;
        RunResult stopped = quick(name, mode).listener(new StopAfter(stop)).start();
        assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
        Path resumed = quick(name, mode).resume(true).start().directory();
        for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/policy.json")) {
          assertThat(resumed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
      }
    }
  }

  @Test
  void runsOnRandomGames() {
    RunResult result =
        host.run("nash-mp")
            .data("data", "random-games")
            .set("beta", "0.01")
            .set("iterations", "200")
            .seed(1)
            .out(temporary.resolve("random"))
            .start();

    // Check 7: within twice the card's range over five such games.
    assertThat(metric(result, "exploitability")).isBetween(.7e-6, 4.8e-6);
  }

  @Test
  void refusesWhatIsNoGame() throws IOException {
    Files.writeString(data, CIRCLE.replace("0.9", "0.8"));
    assertThatThrownBy(() -> run("bad", "exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("preference_prob");
    Files.writeString(data, CIRCLE.replace("[0.1, 0.5, 0.8]", "[0.1, null, 0.8]"));
    assertThatThrownBy(() -> run("null", "exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("preference_prob");
    Files.writeString(data, CIRCLE.replace("\"action\": 2", "\"action\": 1"));
    assertThatThrownBy(() -> run("twice", "exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 2");
    Files.writeString(data, CIRCLE.replace("-1.2039728043259361", "\"-Infinity\""));
    assertThatThrownBy(() -> run("never", "exact").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("no probability");
  }

  @Test
  void refusesSettingsWithoutMeaning() {
    assertThatThrownBy(() -> run("one", "ema").set("samplesPerPrompt", "1").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("samplesPerPrompt");
    assertThatThrownBy(() -> run("rate", "ema").set("emaRate", "1.5").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("emaRate");
    assertThatThrownBy(() -> run("beta", "ema").set("beta", "0").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("beta");
  }

  /** Asks the run to stop once it has taken some steps. */
  private static final class StopAfter implements RunListener {
    private final int steps;
    private int taken;

    StopAfter(int steps) {
      this.steps = steps;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      taken++;
    }

    @Override
    public boolean cancelled() {
      return taken >= steps;
    }
  }
}
