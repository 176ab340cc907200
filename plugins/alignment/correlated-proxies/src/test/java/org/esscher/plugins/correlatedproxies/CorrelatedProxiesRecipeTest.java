package org.esscher.plugins.correlatedproxies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrelatedProxiesRecipeTest {
  private static final int ROWS = 800;
  private static final List<String> FILES =
      List.of("metrics.jsonl", "tables.jsonl", "models/policy.json");

  private final Esscher host =
      Esscher.builder().classPath(OccupancyChi2.class.getClassLoader()).build();
  @TempDir Path temporary;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temporary.resolve("log.jsonl");
    Files.writeString(data, log());
  }

  @AfterEach
  void close() {
    host.close();
  }

  /**
   * Five actions at random in two places; the first is clicked on in half of the rows, others 5%.
   */
  private static String log() {
    Random random = new Random(3);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      int action = random.nextInt(5);
      int click = random.nextDouble() < (action == 0 ? 0.5 : 0.05) ? 1 : 0;
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"position\": %d, \"action\": %d, \"reward\": %d, \"propensity\": 0.2}%n",
              random.nextInt(2),
              action,
              click));
    }
    return lines.toString();
  }

  private RunBuilder run(String directory) {
    return host.run("correlated-proxies")
        .data("data", data.toString())
        .set("batch", "32")
        .set("steps", "25")
        .set("coefs", "[1, 0.2]")
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static List<String> table(RunResult result, String name) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"" + name + "\""))
        .toList();
  }

  @Test
  void trainsUnderEachPenaltyAndJudgesByTheTrueReward() throws IOException {
    RunResult result = run("whole").start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(table(result, "proxy")).hasSize(1);
    assertThat(table(result, "policies")).hasSize(6);
    assertThat(table(result, "policies").get(0)).contains("\"policy\":\"none\"");
    assertThat(table(result, "policies").get(5)).contains("\"policy\":\"theorem-");
    // Six trained, two exact optima at each of two strengths.
    assertThat(table(result, "frontier")).hasSize(10);
    // What the theorem says of the last policy.
    assertThat(result.metrics().get("gold_gain"))
        .isGreaterThanOrEqualTo(result.metrics().get("bound"));
    assertThat(result.directory().resolve("models/policy@kl-0.200.json")).exists();
  }

  @Test
  void sameSeedGivesTheSameRun() throws IOException {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : FILES) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() throws IOException {
    Path whole = run("uninterrupted").set("ratio", "discriminator").start().directory();
    for (int stop : new int[] {1, 4}) {
      String name = "stopped-" + stop;
      RunResult stopped =
          run(name).set("ratio", "discriminator").listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).set("ratio", "discriminator").resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : FILES) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void aTrainedDiscriminatorStandsForTheRatio() throws IOException {
    RunResult result =
        run("discriminator")
            .set("ratio", "discriminator")
            .set("types", "[kl, wasserstein]")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(table(result, "policies")).hasSize(6);
    // At 0 its loss is 2 log 2; told apart, it is less.
    assertThat(result.metrics().get("discriminator/occupancy-discriminator"))
        .isLessThan(2 * Math.log(2));
  }

  @Test
  void refusesCriticsWithoutADiscriminatorAndLogsWithoutContexts() {
    assertThatThrownBy(() -> run("critic").set("types", "[wasserstein]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("ratio: discriminator");
    assertThatThrownBy(() -> run("place").set("context", "[place]").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("place");
  }

  @Test
  @Tag("slow")
  void runsOnOpenBandit() throws IOException {
    String directory = System.getProperty("ESSCHER_DATA", System.getenv("ESSCHER_DATA"));
    assumeTrue(directory != null, "ESSCHER_DATA names no directory of public data");
    Path file = Path.of(directory, "open-bandit", "random", "men", "men.csv");
    assumeTrue(Files.exists(file), file + " is absent");

    RunResult result =
        host.run("correlated-proxies")
            .data("data", file.toString())
            .set("coefs", "[0.5]")
            .out(temporary.resolve("open-bandit"))
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(table(result, "proxy").get(0)).contains("\"actions\":34", "\"contexts\":3");
    assertThat(table(result, "proxy").get(0)).contains("\"attacked_actions\":3");
    assertThat(result.metrics().get("gold_gain"))
        .isGreaterThanOrEqualTo(result.metrics().get("bound"));
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
