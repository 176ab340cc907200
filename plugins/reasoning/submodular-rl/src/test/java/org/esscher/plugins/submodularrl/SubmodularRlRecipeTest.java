package org.esscher.plugins.submodularrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe, and check 8 of the paper's card. */
class SubmodularRlRecipeTest {
  private static final List<String> FILES =
      List.of("metrics.jsonl", "tables.jsonl", "models/policy.json");

  private final Esscher host = Esscher.builder().classPath(SubPo.class.getClassLoader()).build();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

  private RunBuilder run(String directory) {
    return host.run("submodular-rl")
        .set("width", "3")
        .set("height", "3")
        .set("horizon", "4")
        .set("episodes", "20")
        .set("iterations", "15")
        .seed(4)
        .out(temporary.resolve(directory));
  }

  private static double function(RunResult result, String mode) {
    return Objects.requireNonNull(result.metrics().get(mode + "/function"));
  }

  private static List<String> table(RunResult result) throws IOException {
    return Files.readAllLines(result.directory().resolve("tables.jsonl")).stream()
        .filter(line -> line.contains("\"table\":\"function\""))
        .toList();
  }

  /**
   * Five seeds of the card came to 31.8 ± 1.3 by gains and to 13.9 ± .7 by modular rewards, from
   * 17.7; three of those spreads are allowed for one seed.
   */
  @Test
  @Tag("slow")
  void check8GainsSeeTheGridAndModularRewardsDoNot() throws IOException {
    RunResult result = host.run("submodular-rl").seed(1).out(temporary.resolve("card")).start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(table(result).get(0)).containsPattern("\"function\":17\\.|\"function\":18\\.");
    assertThat(function(result, "marginal")).isBetween(31.8 - 3.9, 31.8 + 3.9);
    assertThat(function(result, "modular")).isBetween(13.9 - 2.1, 13.9 + 2.1);
    assertThat(function(result, "marginal"))
        .isGreaterThanOrEqualTo(1.8 * function(result, "modular"));
  }

  @Test
  void gainsSeeMoreThanAnyOtherPayment() throws IOException {
    RunResult result =
        run("modes")
            .set("modes", "[modular, final-only, marginal]")
            .set("iterations", "40")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(table(result)).hasSize(6);
    // The start sees five of the nine cells; up, back and down sees the corners too.
    assertThat(function(result, "marginal")).isBetween(8.0, 9.0);
    assertThat(function(result, "marginal")).isGreaterThan(function(result, "modular"));
    assertThat(result.directory().resolve("models/policy@modular.json")).exists();
    assertThat(result.directory().resolve("models/policy@final-only.json")).exists();
  }

  @Test
  void sameSeedGivesTheSameRun() {
    Path first = run("first").start().directory();
    Path second = run("second").start().directory();

    for (String file : FILES) {
      assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
    }
  }

  @Test
  void resumesWhereItWasStopped() {
    Path whole = run("uninterrupted").start().directory();
    for (int stop : new int[] {1, 2, 3}) {
      String name = "stopped-" + stop;
      RunResult stopped = run(name).listener(new StopAfter(stop)).start();
      assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
      RunResult resumed = run(name).resume(true).start();
      assertThat(resumed.status()).isEqualTo(Status.FINISHED);
      for (String file : FILES) {
        assertThat(resumed.directory().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
    }
  }

  @Test
  void policiesMaySeeThePast() {
    RunResult result =
        run("history")
            .set("policyInput", "history")
            .set("modes", "[marginal]")
            .set("optimizer", "{id: adam, rate: 0.1}")
            .set("iterations", "30")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    assertThat(function(result, "marginal")).isBetween(8.0, 9.0);
  }

  @Test
  void otherFunctionsOfStates() {
    RunResult result =
        run("items")
            .set(
                "function",
                "{id: item-cover, itemKind: [0, 0, 0, 0, 1, 0, 0, 0, 2], caps: [1, 1, 1]}")
            .set("modes", "[marginal]")
            .set("iterations", "40")
            .start();

    assertThat(result.status()).isEqualTo(Status.FINISHED);
    // One of each kind: the start, any neighbour, and the last corner, two moves away.
    assertThat(function(result, "marginal")).isBetween(2.0, 3.0);
  }

  @Test
  void refusesACriticThatItDoesNotTrain() {
    assertThatThrownBy(() -> run("critic").set("baseline", "critic").start())
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("batch-mean");
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
