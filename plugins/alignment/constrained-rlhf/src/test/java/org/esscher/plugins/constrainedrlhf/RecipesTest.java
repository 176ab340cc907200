package org.esscher.plugins.constrainedrlhf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {
  private static final List<String> RESULTS =
      List.of("metrics.jsonl", "tables.jsonl", "models/policy.json");

  private final EpisodeFixture fixture = new EpisodeFixture();
  @TempDir Path temporary;
  private Path data;

  @AfterEach
  void close() {
    fixture.close();
  }

  /**
   * The same four answers to each of 40 questions: the right one has 6 words, the wrong ones 2, 2
   * and 6. With a limit of 8 words brevity is ¼ or ¾.
   */
  @BeforeEach
  void writeData() throws IOException {
    List<String> answers =
        List.of("so it must be then 1", "maybe 2", "perhaps 3", "no it must be then 4");
    StringBuilder lines = new StringBuilder();
    for (int question = 0; question < 40; question++) {
      for (String answer : answers) {
        lines.append(
            String.format(
                Locale.ROOT,
                "{\"prompt_id\": %d, \"answer\": \"1\", \"completion\": \"%s\"}%n",
                question,
                answer));
      }
    }
    data = Files.writeString(temporary.resolve("candidates.jsonl"), lines);
  }

  private static final String REWARD =
      "{id: reward-vector, rewards: [{id: verifier, mode: gsm8k}, {id: brevity, limit: 8}]}";
  private static final String POLICY = "{id: candidate-softmax, buckets: 256}";

  private RunBuilder run(String directory) {
    return fixture
        .host
        .run("constrained-rlhf")
        .data("data", data.toString())
        .set("thresholds", "[0.4, 0.4]")
        .set("reward", REWARD)
        .set("policy", POLICY)
        .set("iterations", "6")
        .set("evaluateEvery", "2")
        .set("rows", "40")
        .set("minibatch", "20")
        .set("epochs", "2")
        .seed(3)
        .out(temporary.resolve(directory));
  }

  private RunBuilder search(String directory) {
    return fixture
        .host
        .run("nelder-mead")
        .data("data", data.toString())
        .set("lowest", "[0.2, 0.3]")
        .set("highest", "[0.6, 0.6]")
        .set("training", "{id: constrained-rlhf, rows: 40, minibatch: 20, epochs: 2}")
        .set("training.reward", REWARD)
        .set("training.policy", POLICY)
        .set("iterations", "8")
        .set("segment", "2")
        .set("checkEvery", "1")
        .seed(3)
        .out(temporary.resolve(directory));
  }

  private static List<String> table(RunResult result, String name) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + name + "\""))
        .toList();
  }

  private static double cell(String row, String name) {
    String from = row.substring(row.indexOf("\"" + name + "\":") + name.length() + 3);
    return Double.parseDouble(from.split("[,}]", -1)[0]);
  }

  /** The equalities ask for less brevity than the reference has, and more right answers. */
  @Test
  void meetsItsThresholds() throws IOException {
    RunResult result =
        run("whole")
            .set("iterations", "60")
            .set("evaluateEvery", "60")
            .set("normaliseAdvantages", "false")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> held = table(result, "held_out");
    assertThat(held).hasSize(2);
    // Uniform over four: one is right, two are brief.
    assertThat(cell(held.get(0), "reward_0")).isCloseTo(.25, within(1e-12));
    assertThat(cell(held.get(0), "reward_1")).isCloseTo(.5, within(1e-12));
    assertThat(cell(held.get(0), "kl")).isZero();
    assertThat(cell(held.get(1), "score_gain"))
        .isCloseTo(cell(held.get(1), "score") - .25, within(1e-12));
    assertThat(cell(held.get(1), "reward_0")).isCloseTo(.4, within(.06));
    assertThat(cell(held.get(1), "reward_1")).isCloseTo(.4, within(.06));
    assertThat(cell(held.get(1), "score")).isEqualTo(cell(held.get(1), "reward_0"));
    List<String> frontier = table(result, "frontier");
    assertThat(frontier).hasSize(2 + 17);
    // The right answer alone, at log 4 nats: no policy does better.
    assertThat(cell(frontier.get(18), "reward")).isCloseTo(1, within(1e-12));
    assertThat(cell(frontier.get(18), "divergence")).isCloseTo(Math.log(4), within(1e-12));
    assertThat(cell(frontier.get(2), "reward")).isCloseTo(.25, within(1e-12));
    assertThat(table(result, "unreachable")).isEmpty();
  }

  /**
   * A policy that can't be listed is judged by draws: four a question, of which one in four is
   * right.
   */
  @Test
  void judgesPoliciesThatCannotBeListedByDraws() throws IOException {
    RunResult result =
        run("unlisted").set("policy", "{id: test-unlisted, policy: " + POLICY + "}").start();

    String reference = table(result, "held_out").get(0);
    // 12 or so questions held out, 48 draws: a standard deviation of .06.
    assertThat(cell(reference, "score")).isCloseTo(.25, within(.25));
    assertThat(cell(reference, "kl")).isZero();
    assertThat(cell(reference, "score_gain")).isZero();
    assertThat(table(result, "held_out")).hasSize(4);
  }

  @Test
  void ppoOvershootsThem() throws IOException {
    RunResult result =
        run("ppo")
            .set("variant", "ppo")
            .set("thresholds", "[]")
            .set("weights", "[1, 1]")
            .set("normaliseAdvantages", "false")
            .set("iterations", "60")
            .set("evaluateEvery", "60")
            .start();

    // r₁ + r₂ is 1¼ for the right answer and ¾ or ¼ for the others; at c = .2 the optimum
    // π₀·exp((r₁ + r₂)/c) has .85 of its mass on the right one.
    String last = table(result, "held_out").get(1);
    assertThat(cell(last, "reward_0")).isGreaterThan(.7);
  }

  @Test
  void check5ReportsAThresholdThatIsOutOfReach() throws IOException {
    RunResult result =
        run("unreachable")
            .set("thresholds", "[0.4, 2]")
            .set("iterations", "1000")
            .set("multiplierLr", "5")
            .set("patience", "5")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> told = table(result, "unreachable");
    assertThat(told).hasSize(1);
    assertThat(cell(told.get(0), "reward")).isEqualTo(1);
    assertThat(cell(told.get(0), "threshold")).isEqualTo(2);
    assertThat(cell(told.get(0), "multiplier")).isGreaterThan(.95);
    assertThat(told.get(0)).contains("unreachable");
  }

  @Test
  void theOtherVariantsRun() throws IOException {
    RunResult all =
        run("all")
            .set("variant", "all")
            .set("thresholds", "[0.5, 0.5, -0.05]")
            .set("weights", "[1, 1]")
            .start();
    RunResult sat = run("sat").set("variant", "ppo-sat").set("weights", "[1, 1]").start();
    RunResult mu = run("mu").set("variant", "mu").set("squash", "false").start();

    assertThat(cell(table(all, "held_out").get(3), "lambda_2")).isBetween(0., 1.);
    assertThat(table(sat, "held_out").get(3)).doesNotContain("lambda_0");
    assertThat(cell(table(mu, "held_out").get(3), "lambda_0")).isNotNegative();
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : RESULTS) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWithMultipliersAndMomentum() throws IOException {
    Path whole = run("uninterrupted").start().directory();
    for (int stop : new int[] {1, 3, 5}) {
      RunResult stopped = run("stopped-" + stop).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      Path resumed = run("stopped-" + stop).resume(true).start().directory();
      for (String file : RESULTS) {
        assertThat(resumed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void searchesThresholdsWhileItTrains() throws IOException {
    RunResult result = search("search").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> segments = table(result, "search");
    assertThat(segments).hasSizeBetween(4, 8);
    for (String segment : segments.subList(0, 3)) {
      assertThat(cell(segment, "threshold_0")).isBetween(.2, .6);
      assertThat(cell(segment, "threshold_1")).isBetween(.3, .6);
    }
    double best = segments.stream().mapToDouble(row -> cell(row, "score")).max().orElseThrow();
    assertThat(cell(segments.get(segments.size() - 1), "best_score")).isEqualTo(best);
    List<String> held = table(result, "held_out");
    assertThat(held).hasSize(2);
    // Every question is the same, so what is best on some is as good on the others.
    assertThat(cell(held.get(1), "score")).isCloseTo(best, within(1e-12));
    assertThat(result.directory().resolve("models/policy@best.json")).exists();
  }

  @Test
  void resumesTheSearch() throws IOException {
    Path whole = search("search-whole").start().directory();
    for (int stop : new int[] {1, 4}) {
      search("search-" + stop).listener(new StopAfter(stop)).start();
      Path resumed = search("search-" + stop).resume(true).start().directory();
      for (String file : RESULTS) {
        assertThat(resumed.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void refusesRewardsThatDoNotFitTheThresholds() {
    assertThatThrownBy(() -> run("scalar").set("reward", "{id: verifier, mode: gsm8k}").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the reward gives 1 score a row");
    assertThatThrownBy(() -> run("none").set("thresholds", "[]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("thresholds");
  }

  @Test
  void refusesSearchesWithoutIntervals() {
    assertThatThrownBy(() -> search("crossed").set("lowest", "[0.7, 0.3]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the first below the second");
    assertThatThrownBy(() -> search("ppo").set("training.variant", "ppo").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("mu and xi");
    assertThatThrownBy(() -> search("other").set("training", "f-dpo").start())
        .isInstanceOf(EsscherException.class);
    assertThatThrownBy(() -> search("full").set("validationFraction", "0.7").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("leave no prompts");
  }

  @Test
  void brevityCountsWords() throws IOException {
    RunResult result = run("brevity").set("iterations", "1").start();

    // Of 8 words 6, 2, 2 and 6: ¼, ¾, ¾, ¼.
    assertThat(cell(table(result, "held_out").get(0), "reward_1")).isCloseTo(.5, within(1e-12));
  }

  /** Asks the run to stop after so many steps. */
  private static final class StopAfter implements RunListener {
    private final int last;
    private int steps;

    StopAfter(int last) {
      this.last = last;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      steps++;
    }

    @Override
    public boolean cancelled() {
      return steps >= last;
    }
  }
}
