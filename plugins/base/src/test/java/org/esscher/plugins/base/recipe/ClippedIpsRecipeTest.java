package org.esscher.plugins.base.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.esscher.spitests.TrialRuns.metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.data.Arena;
import org.esscher.data.Sinks;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.spitests.RecipeVerification;
import org.esscher.spitests.TrialRuns;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two actions, uniformly logged; the first pays 1, the second nothing. */
class ClippedIpsRecipeTest {
  @TempDir static Path directory = Path.of("");

  private static Path log = Path.of("");

  @AutoClose
  private static final TrialRuns RUNS = new TrialRuns(ClippedIpsRecipeTest.class.getClassLoader());

  @BeforeAll
  static void write() {
    log = directory.resolve("log.arrow");
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    long[] action = new long[1000];
    double[] propensity = new double[action.length];
    double[] reward = new double[action.length];
    for (int row = 0; row < action.length; row++) {
      action[row] = random.nextInt(2);
      propensity[row] = 0.5;
      reward[row] = 1 - action[row];
    }
    try (Arena arena = Arena.root("test")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("action", arena.integers(action));
      columns.put("propensity", arena.numbers(propensity));
      columns.put("reward", arena.numbers(reward));
      Sinks.write(log, arena.batch(columns));
    }
  }

  private static RunBuilder learning(int updates) {
    return RUNS.of("clipped-ips")
        .data("data", log.toString())
        .set("policy", "{id: tabular-softmax, context: [], actions: 2}")
        .set("optimizer", "{id: adam, rate: 0.1}")
        .set("updates", Integer.toString(updates))
        .set("batch", "300");
  }

  @Nested
  class Conformance extends RecipeVerification {
    @Override
    protected Recipe recipe() {
      return learning(3).recipe();
    }

    @Override
    protected Map<String, String> sources(Path unused) {
      return Map.of("data", log.toString());
    }
  }

  /**
   * The best policy takes the first action: half of the rows then weigh 2 and pay 1, so the loss
   * comes to −1 up to the batch's share of the first action.
   */
  @Test
  void findsWhatPays() {
    assertThat(metric(learning(60).start(), "policy/clipped-ips")).isBetween(-1.15, -0.85);
  }

  /** Adam's first steps: rows in another order make another mean of 300. */
  @Test
  void logsThatStayOnTheDiskAreLearntFrom() {
    RunResult streamed = learning(60).stream("data").start();
    assertThat(metric(streamed, "policy/clipped-ips")).isBetween(-1.15, -0.85);
  }

  /** Stopped after three of seven updates, in the first epoch's last batch but one. */
  @Test
  void aStreamedRunGoesOnAtItsPlace() throws IOException {
    Path whole = directory.resolve("whole");
    learning(7).stream("data").out(whole).start();
    Path parts = directory.resolve("parts");
    RunListener stopping =
        new RunListener() {
          private int steps;

          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            steps++;
          }

          @Override
          public boolean cancelled() {
            return steps == 3;
          }
        };
    RunResult stopped = learning(7).stream("data").out(parts).listener(stopping).start();
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    learning(7).stream("data").out(parts).resume(true).start();
    assertThat(Files.readString(parts.resolve("metrics.jsonl")))
        .isEqualTo(Files.readString(whole.resolve("metrics.jsonl")));
  }

  /** The order of the rows is another one. */
  @Test
  void aStreamedRunIsNotResumedInMemory() {
    Path out = directory.resolve("streamed");
    learning(2).stream("data").out(out).start();
    assertThatThrownBy(() -> learning(2).out(out).resume(true).start())
        .hasMessageContaining("has a different configuration");
  }

  @Test
  void whatIsNotGivenCantBeStreamed() {
    assertThatThrownBy(() -> learning(1).stream("gold").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("'gold' is to be streamed, but was given no data");
  }
}
