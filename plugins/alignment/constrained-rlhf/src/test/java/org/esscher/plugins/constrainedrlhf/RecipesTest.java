package org.esscher.plugins.constrainedrlhf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.esscher.spitests.TrialRuns.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.RecordedRow;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {
  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(ConstrainedPpo.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

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

  private RunBuilder run() {
    return RUNS.of("constrained-rlhf")
        .data("data", data.toString())
        .set("thresholds", "[0.4, 0.4]")
        .set("reward", REWARD)
        .set("policy", POLICY)
        .set("iterations", "6")
        .set("evaluateEvery", "2")
        .set("rows", "40")
        .set("minibatch", "20")
        .set("epochs", "2")
        .seed(3);
  }

  private RunBuilder search() {
    return RUNS.of("nelder-mead")
        .data("data", data.toString())
        .set("lowest", "[0.2, 0.3]")
        .set("highest", "[0.6, 0.6]")
        .set("training", "{id: constrained-rlhf, rows: 40, minibatch: 20, epochs: 2}")
        .set("training.reward", REWARD)
        .set("training.policy", POLICY)
        .set("iterations", "8")
        .set("segment", "2")
        .set("checkEvery", "1")
        .seed(3);
  }

  /** Multipliers and the momentum of their optimizer are resumed too. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run().set("iterations", "4").set("rows", "20").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  /** Three segments, between which the search proposes thresholds. */
  @Nested
  class ConformanceOfTheSearch extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return search().set("iterations", "6").recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  /** The equalities ask for less brevity than the reference has, and more right answers. */
  @Test
  void meetsItsThresholds() throws IOException {
    RunResult result =
        run()
            .set("iterations", "60")
            .set("evaluateEvery", "60")
            .set("normalizeAdvantages", "false")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> held = rows(result, "held_out");
    assertThat(held).hasSize(2);
    // Uniform over four: one is right, two are brief.
    assertThat(held.get(0).number("reward_0")).isCloseTo(.25, within(1e-12));
    assertThat(held.get(0).number("reward_1")).isCloseTo(.5, within(1e-12));
    assertThat(held.get(0).number("kl")).isZero();
    assertThat(held.get(1).number("score_gain"))
        .isCloseTo(held.get(1).number("score") - .25, within(1e-12));
    assertThat(held.get(1).number("reward_0")).isCloseTo(.4, within(.06));
    assertThat(held.get(1).number("reward_1")).isCloseTo(.4, within(.06));
    assertThat(held.get(1).number("score")).isEqualTo(held.get(1).number("reward_0"));
    List<RecordedRow> frontier = rows(result, "frontier");
    assertThat(frontier).hasSize(2 + 17);
    // The right answer alone, at log 4 nats: no policy does better.
    assertThat(frontier.get(18).number("reward")).isCloseTo(1, within(1e-12));
    assertThat(frontier.get(18).number("divergence")).isCloseTo(Math.log(4), within(1e-12));
    assertThat(frontier.get(2).number("reward")).isCloseTo(.25, within(1e-12));
    assertThat(rows(result, "unreachable")).isEmpty();
  }

  /**
   * A policy that can't be listed is judged by draws: four a question, of which one in four is
   * right.
   */
  @Test
  void judgesPoliciesThatCannotBeListedByDraws() throws IOException {
    RunResult result = run().set("policy", "{id: test-unlisted, policy: " + POLICY + "}").start();

    RecordedRow reference = rows(result, "held_out").get(0);
    // 12 or so questions held out, 48 draws: a standard deviation of .06.
    assertThat(reference.number("score")).isCloseTo(.25, within(.25));
    assertThat(reference.number("kl")).isZero();
    assertThat(reference.number("score_gain")).isZero();
    assertThat(rows(result, "held_out")).hasSize(4);
  }

  @Test
  void ppoOvershootsThem() throws IOException {
    RunResult result =
        run()
            .set("variant", "ppo")
            .set("thresholds", "[]")
            .set("weights", "[1, 1]")
            .set("normalizeAdvantages", "false")
            .set("iterations", "60")
            .set("evaluateEvery", "60")
            .start();

    // r₁ + r₂ is 1¼ for the right answer and ¾ or ¼ for the others; at c = .2 the optimum
    // π₀·exp((r₁ + r₂)/c) has .85 of its mass on the right one.
    RecordedRow last = rows(result, "held_out").get(1);
    assertThat(last.number("reward_0")).isGreaterThan(.7);
  }

  @Test
  void check5ReportsAThresholdThatIsOutOfReach() throws IOException {
    RunResult result =
        run()
            .set("thresholds", "[0.4, 2]")
            .set("iterations", "1000")
            .set("multiplierLr", "5")
            .set("patience", "5")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> told = rows(result, "unreachable");
    assertThat(told).hasSize(1);
    assertThat(told.get(0).number("reward")).isEqualTo(1);
    assertThat(told.get(0).number("threshold")).isEqualTo(2);
    assertThat(told.get(0).number("multiplier")).isGreaterThan(.95);
    assertThat(told.get(0).text("finding")).contains("unreachable");
  }

  @Test
  void theOtherVariantsRun() throws IOException {
    RunResult all =
        run()
            .set("variant", "all")
            .set("thresholds", "[0.5, 0.5, -0.05]")
            .set("weights", "[1, 1]")
            .start();
    RunResult sat = run().set("variant", "ppo-sat").set("weights", "[1, 1]").start();
    RunResult mu = run().set("variant", "mu").set("squash", "false").start();

    assertThat(rows(all, "held_out").get(3).number("lambda_2")).isBetween(0., 1.);
    assertThat(rows(sat, "held_out").get(3).has("lambda_0")).isFalse();
    assertThat(rows(mu, "held_out").get(3).number("lambda_0")).isNotNegative();
  }

  @Test
  void searchesThresholdsWhileItTrains() throws IOException {
    RunResult result = search().start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<RecordedRow> segments = rows(result, "search");
    assertThat(segments).hasSizeBetween(4, 8);
    for (RecordedRow segment : segments.subList(0, 3)) {
      assertThat(segment.number("threshold_0")).isBetween(.2, .6);
      assertThat(segment.number("threshold_1")).isBetween(.3, .6);
    }
    double best = segments.stream().mapToDouble(row -> row.number("score")).max().orElseThrow();
    assertThat(segments.get(segments.size() - 1).number("best_score")).isEqualTo(best);
    List<RecordedRow> held = rows(result, "held_out");
    assertThat(held).hasSize(2);
    // Every question is the same, so what is best on some is as good on the others.
    assertThat(held.get(1).number("score")).isCloseTo(best, within(1e-12));
    assertThat(result.directory().resolve("models/policy@best.json")).exists();
  }

  @Test
  void refusesRewardsThatDoNotFitTheThresholds() {
    assertThatThrownBy(() -> run().set("reward", "{id: verifier, mode: gsm8k}").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the reward gives 1 score per row");
    assertThatThrownBy(() -> run().set("thresholds", "[]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("thresholds");
  }

  @Test
  void refusesSearchesWithoutIntervals() {
    assertThatThrownBy(() -> search().set("lowest", "[0.7, 0.3]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the first below the second");
    assertThatThrownBy(() -> search().set("training.variant", "ppo").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("mu and xi");
    assertThatThrownBy(() -> search().set("training", "f-dpo").start())
        .isInstanceOf(EsscherException.class);
    assertThatThrownBy(() -> search().set("validationFraction", "0.7").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("leave no prompts");
  }

  @Test
  void brevityCountsWords() throws IOException {
    RunResult result = run().set("iterations", "1").start();

    // Of 8 words 6, 2, 2 and 6: ¼, ¾, ¾, ¼.
    assertThat(rows(result, "held_out").get(0).number("reward_1")).isCloseTo(.5, within(1e-12));
  }
}
