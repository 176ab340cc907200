package org.esscher.plugins.alignmentasymptotics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentAsymptoticsRecipeTest {
  private final PoolFixture fixture = new PoolFixture();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Two prompts with one and with two right answers of four. */
  private Path data() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < 8; row++) {
      int right = row == 1 || row == 4 || row == 7 ? 1 : 0;
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"prompt_id\": %d, \"reward\": %d, \"ref_logp\": -1, \"candidate_logp\": %d}%n",
              row / 4,
              right,
              right - 2));
    }
    return Files.writeString(temporary.resolve("pool.jsonl"), lines);
  }

  private RunBuilder run(String directory) throws IOException {
    return fixture
        .host
        .run("alignment-asymptotics")
        .data("data", data().toString())
        .set("budgets", "[0, 0.1, 2]")
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

  @Test
  void drawsTheFrontier() throws IOException {
    RunResult result = run("whole").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    List<String> frontier = table(result, "frontier");
    assertThat(frontier).hasSize(3 + 2 * 3 + 1);
    assertThat(cell(frontier.get(0), "reward")).isCloseTo(.375, within(1e-15));
    assertThat(cell(frontier.get(2), "reward")).isEqualTo(1);
    assertThat(cell(frontier.get(2), "divergence"))
        .isCloseTo((Math.log(4) + Math.log(2)) / 2, within(1e-15));
    List<String> best = table(result, "best_of_n");
    // The best of two: ½ with one right of four, 5/6 with two.
    assertThat(cell(best.get(1), "reward")).isCloseTo((1 / 2. + 5 / 6.) / 2, within(1e-15));
    assertThat(cell(best.get(1), "kl_bound")).isCloseTo(Math.log(2) - .5, within(1e-15));
    // The candidate is e times as likely to be right: itself a tilt, of β = 1.
    String candidate = table(result, "candidate").get(0);
    assertThat(cell(candidate, "candidate_reward"))
        .isCloseTo((Math.E / (Math.E + 3) + Math.E / (Math.E + 1)) / 2, within(1e-14));
    assertThat(cell(table(result, "pool").get(0), "constant_reward_fraction")).isZero();
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : List.of("metrics.jsonl", "tables.jsonl")) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path whole = run("uninterrupted").start().directory();
    AtomicBoolean stop = new AtomicBoolean(true);
    RunListener listener =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {}

          @Override
          public boolean cancelled() {
            return stop.get();
          }
        };
    RunResult stopped = run("stopped").listener(listener).start();
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    stop.set(false);

    RunResult resumed = run("stopped").resume(true).start();

    assertThat(resumed.status()).isEqualTo(Status.FINISHED);
    assertThat(resumed.directory().resolve("tables.jsonl"))
        .hasSameBinaryContentAs(whole.resolve("tables.jsonl"));
  }

  /** Of GSM8K's example solutions 38% are right, and 67% of the questions have one that is. */
  @Test
  @Tag("slow")
  void drawsTheFrontierOfGsm8k() throws IOException {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "gsm8k", "example_model_solutions.jsonl");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        fixture
            .host
            .run("alignment-asymptotics")
            .data("data", file.toString())
            .set("reward", "{id: column, column: correct}")
            .out(temporary.resolve("gsm8k"))
            .start();

    List<String> best = table(result, "best_of_n");
    assertThat(cell(best.get(0), "reward")).isCloseTo(.38, within(.005));
    assertThat(cell(best.get(2), "reward")).isCloseTo(.67, within(.005));
  }
}
