package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
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

/** On a language of two letters, in which people prefer answers with more of the letter a. */
class GenArmRecipeTest {
  private static final int PROMPTS = 120;
  private static final String MODEL = "{id: table-lm, alphabet: 'ab', spread: 0.1}";

  private final Esscher host = Esscher.builder().classPath(Guided.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("pairs.jsonl");
    Files.writeString(data, pairs());
  }

  @AfterEach
  void close() {
    host.close();
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

  private RunBuilder run(String directory) {
    return host.run("genarm")
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
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static List<String> rows(RunResult result, String table) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + table + "\""))
        .toList();
  }

  @Test
  void theRewardThatWasLearntGuidesTheFrozenBase() throws IOException {
    RunResult result = run("whole").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // Chosen answers have more a in nearly all pairs, which a table of letters can tell.
    assertThat(result.metrics().get("held_out/arm")).isGreaterThan(0.8);
    assertThat(result.metrics().get("decoding/base/kl")).isZero();
    assertThat(result.metrics().get("decoding/α = 0.5/kl")).isPositive();
    assertThat(result.metrics().get("decoding/α = 2.0/kl"))
        .isGreaterThan(result.metrics().get("decoding/α = 0.5/kl"));
    assertThat(result.metrics().get("decoding/dpo/win_rate")).isEqualTo(0.5);
    assertThat(rows(result, "decoding")).hasSize(4);
    assertThat(rows(result, "held_out")).hasSize(4);
    assertThat(rows(result, "frontier")).hasSize(4);
    assertThat(result.directory().resolve("models/policy@dpo.json")).exists();
    assertThat(result.directory().resolve("models/policy.json"))
        .hasSameBinaryContentAs(result.directory().resolve("models/policy@ref.json"));
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/arm.json")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  /** In the base, the reward, the comparator, the judge, and between two decodings. */
  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path whole = run("uninterrupted").start().directory();
    for (int stop : new int[] {1, 15, 30, 45, 51}) {
      String name = "stopped-" + stop;
      RunResult stopped = run(name).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : List.of("metrics.jsonl", "tables.jsonl", "models/arm.json")) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  /** One with a letter that the models lack, one too long, one empty. */
  @Test
  void leavesOutPairsThatTheModelsCantReadAndSaysHowMany() throws IOException {
    Files.writeString(
        data,
        pairs() + line(901, "ax", "b") + line(902, "a", "b".repeat(201)) + line(903, "", "b"));

    RunResult result = run("readable").start();

    assertThat(rows(result, "pairs").get(0)).contains("\"pairs\":123,\"readable\":120,");
  }

  @Test
  void refusesIdenticalAnswersByRow() throws IOException {
    Files.writeString(data, pairs() + line(900, "ab", "ab"));

    assertThatThrownBy(() -> run("identical").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 120: chosen and rejected are the same text");
  }

  @Test
  void refusesDataOfWhichNothingCanBeRead() {
    assertThatThrownBy(() -> run("other").set("policy", "{id: table-lm, alphabet: 'xy'}").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("none of 120 pairs can be read");
  }

  @Test
  void refusesFractionsThatLeaveNothing() {
    assertThatThrownBy(() -> run("full").set("judgeFraction", "0.8").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("below 1");
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
