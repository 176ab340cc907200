package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;
import static org.esscher.spitests.TrialRuns.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
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

/** On a language of two letters, in which people prefer answers with more of the letter a. */
class GenArmRecipeTest {
  private static final int PROMPTS = 120;
  private static final String MODEL = "{id: table-lm, alphabet: 'ab', spread: 0.1}";

  @AutoClose private static final TrialRuns RUNS = new TrialRuns(Guided.class.getClassLoader());

  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs());
  }

  private static String pairs() {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      String more = letters(random, 0.7);
      String less = letters(random, 0.3) + "b";
      lines.append(line(prompt, more, less));
    }
    return lines.toString();
  }

  private static String letters(Random random, double share) {
    StringBuilder text = new StringBuilder("a");
    for (int i = 0; i < 4; i++) {
      text.append(random.nextDouble() < share ? 'a' : 'b');
    }
    return text.toString();
  }

  private static String line(int prompt, String chosen, String rejected) {
    return String.format(
        Locale.ROOT,
        "{\"prompt_id\": %d, \"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}%n",
        prompt,
        prompt % 2 == 0 ? "a" : "b",
        chosen,
        rejected);
  }

  private RunBuilder run() {
    return RUNS.of("genarm")
        .data("data", data.toString())
        .set("policy", MODEL)
        .set("arm", "{id: autoregressive, policy: " + MODEL + "}")
        .set("betaR", "0.5")
        .set("learner", "{id: adam, rate: 0.05}")
        .set("aligner", "{id: adam, rate: 0.05}")
        .set("alphas", "[0.5, 2]")
        .set("baseSteps", "10")
        .set("epochs", "4")
        .set("maxTokens", "6")
        .seed(4);
  }

  @Test
  void theRewardThatWasLearntGuidesTheFrozenBase() throws IOException {
    RunResult result = run().start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Chosen answers have more a in nearly all pairs, which a table of letters can tell.
    assertThat(metric(result, "held_out/arm")).isGreaterThan(0.8);
    assertThat(metric(result, "decoding/base/kl")).isZero();
    assertThat(metric(result, "decoding/α = 0.5/kl")).isPositive();
    assertThat(metric(result, "decoding/α = 2.0/kl"))
        .isGreaterThan(metric(result, "decoding/α = 0.5/kl"));
    assertThat(metric(result, "decoding/dpo/win_rate")).isEqualTo(0.5);
    assertThat(rows(result, "decoding")).hasSize(4);
    assertThat(rows(result, "held_out")).hasSize(4);
    assertThat(rows(result, "frontier")).hasSize(4);
    assertThat(result.directory().resolve("models/policy@dpo.json")).exists();
    assertThat(result.directory().resolve("models/policy.json"))
        .hasSameBinaryContentAs(result.directory().resolve("models/policy@ref.json"));
  }

  /** Two steps of the base, one of the reward, the comparator and the judge, three decodings. */
  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return run()
          .set("baseSteps", "2")
          .set("epochs", "1")
          .set("judgeEpochs", "1")
          .set("rows", "80")
          .set("alphas", "[0.5]")
          .recipe();
    }

    @Override
    protected Map<String, String> sources(Path directory) {
      return Map.of("data", data.toString());
    }
  }

  /** One with a letter that the models lack, one too long, one empty. */
  @Test
  void leavesOutPairsThatTheModelsCantReadAndSaysHowMany() throws IOException {
    Files.writeString(
        data,
        pairs() + line(901, "ax", "b") + line(902, "a", "b".repeat(201)) + line(903, "", "b"));

    RunResult result = run().start();

    RecordedRow pairs = rows(result, "pairs").get(0);
    assertThat(pairs.number("pairs")).isEqualTo(123);
    assertThat(pairs.number("readable")).isEqualTo(120);
  }

  @Test
  void refusesIdenticalAnswersByRow() throws IOException {
    Files.writeString(data, pairs() + line(900, "ab", "ab"));

    assertThatThrownBy(() -> run().start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 120: chosen and rejected are the same text");
  }

  @Test
  void refusesDataOfWhichNothingCanBeRead() {
    assertThatThrownBy(() -> run().set("policy", "{id: table-lm, alphabet: 'xy'}").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 120 pairs can be read");
  }

  @Test
  void refusesFractionsThatLeaveNothing() {
    assertThatThrownBy(() -> run().set("judgeFraction", "0.8").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("below 1");
  }
}
