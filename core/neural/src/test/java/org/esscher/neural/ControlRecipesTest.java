package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunBuilder;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard recipes of control on the networks that they make for themselves. */
@ExtendWith(NativeMemory.class)
class ControlRecipesTest {
  private static final Map<String, Map<String, ?>> SMALL =
      Map.of(
          "dqn", playing(Map.of("id", "cart-pole", "limit", 20)),
          "sac", playing(Map.of("id", "pendulum", "limit", 20)),
          "behavior-cloning", logged(),
          "td3-bc", logged(),
          "iql", logged());

  private static final List<String> PLAYING = List.of("dqn", "sac");

  private final Esscher host = Esscher.builder().classPath(MlpQ.class.getClassLoader()).build();
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

  private static Map<String, ?> playing(Map<String, ?> environment) {
    return Map.of(
        "environment", environment,
        "hidden", List.of(4),
        "steps", 48,
        "copies", 2,
        "playing", 4,
        "warmup", 8,
        "batch", 8,
        "evaluations", 2,
        "episodes", 2);
  }

  private static Map<String, ?> logged() {
    return Map.of(
        "bound", 2,
        "hidden", List.of(4),
        "updates", 6,
        "batch", 8,
        "environment", Map.of("id", "pendulum", "limit", 20),
        "evaluations", 2,
        "episodes", 2);
  }

  /** Forty steps of a rod, with actions within ±2. */
  private Path log() throws IOException {
    Path log = temporary.resolve("log.jsonl");
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 40; row++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"observation\": [%1$.3f, %2$.3f, 0.5], \"action\": %2$.3f, \"reward\": %1$.3f,"
                  + " \"next_observation\": [%2$.3f, %1$.3f, 0.1], \"terminated\": false}%n",
              Math.cos(row),
              Math.sin(row)));
    }
    return Files.writeString(log, rows);
  }

  private RunBuilder run(String recipe, String directory) throws IOException {
    RunBuilder run =
        host.run(recipe)
            .config(SMALL.getOrDefault(recipe, Map.of()))
            .seed(3)
            .out(temporary.resolve(directory));
    return PLAYING.contains(recipe) ? run : run.data("data", log().toString());
  }

  private static List<String> metrics(RunResult result) throws IOException {
    return Files.readAllLines(result.directory().resolve("metrics.jsonl"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dqn", "sac", "behavior-cloning", "td3-bc", "iql"})
  void aRunRepeatsAndGoesOnWhereItStopped(String recipe) throws IOException {
    RunResult whole = run(recipe, "whole").start();
    assertThat(whole.status()).isEqualTo(Status.FINISHED);
    assertThat(whole.metrics()).containsKey("return");
    assertThat(metrics(run(recipe, "again").start())).isEqualTo(metrics(whole));

    RunResult stopped = run(recipe, "stopped").listener(new StopHalfWay()).start();
    assertThat(stopped.status()).isEqualTo(Status.CANCELLED);
    RunResult resumed = run(recipe, "stopped").resume(true).start();
    assertThat(metrics(resumed)).isEqualTo(metrics(whole));
  }

  /** Says stop when half of the work is done. */
  private static final class StopHalfWay implements RunListener {
    private boolean half;

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      half |= fraction >= 0.5;
    }

    @Override
    public boolean cancelled() {
      return half;
    }
  }

  /** A policy that pushes at random keeps the pole up for some 22 steps; 500 is all there is. */
  @Tag("slow")
  @Test
  void ppoBalancesAPole() {
    RunResult result =
        host.run("ppo").set("iterations", "25").seed(1).out(temporary.resolve("ppo")).start();
    assertThat(result.metrics().get("return")).isGreaterThan(300);
  }
}
