package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that stop when their time is over, on a clock that the test sets. */
class TimeLimitTest {
  private static final int STEPS = 8;
  @TempDir Path temporary;
  private final TestHost host = new TestHost();
  private Recipe recipe;
  private Path whole;
  private long now = 1000;

  @BeforeEach
  void runWithoutLimit() {
    recipe = host.component(Recipe.class, "test-everything", Map.of("steps", STEPS));
    whole = temporary.resolve("whole");
    host.run(recipe, whole, false, RunListener.NONE, TestHost.NEVER);
  }

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private RunResult run(
      Path directory, boolean resume, @Nullable Duration limit, RunListener listener) {
    RunRequest request =
        new RunRequest(
            recipe, TestHost.LINE_DATA, directory, 5, resume, listener, null, limit, Set.of());
    return new RunLoop(host.services(), request, TestHost.NEVER, () -> now).run();
  }

  private void assertSameAsWhole(Path directory) throws IOException {
    Map<String, byte[]> wanted = TestHost.results(whole);
    Map<String, byte[]> found = TestHost.results(directory);
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
  }

  /** A step takes a second of the clock, so that three seconds are over after three steps. */
  @Test
  void stopsBetweenStepsAndGoesOn() throws IOException {
    Path directory = temporary.resolve("limited");
    Seconds second = new Seconds();
    RunResult first = run(directory, false, Duration.ofSeconds(3), second);
    assertThat(first.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(second.steps).isEqualTo(3);
    assertThat(Files.readString(directory.resolve("status.json")))
        .contains("timed_out", "stopped at its time limit; go on with --resume");
    // Each resumed run has the whole limit again: 3, then 3, then the last 2 of 8.
    assertThat(run(directory, true, Duration.ofSeconds(3), second).status())
        .isEqualTo(Status.TIMED_OUT);
    assertThat(second.steps).isEqualTo(6);
    assertThat(run(directory, true, Duration.ofSeconds(3), second).status())
        .isEqualTo(Status.FINISHED);
    assertThat(second.steps).isEqualTo(STEPS);
    assertSameAsWhole(directory);
  }

  /** The clock jumps while a step asks the host for something: the step is not waited for. */
  @Test
  void stopsWithinAStep() throws IOException {
    Path directory = temporary.resolve("limited");
    RunListener jumping =
        new RunListener() {
          private int step;
          private int asked;

          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            step++;
          }

          @Override
          public boolean cancelled() {
            // Once between steps 2 and 3, and then from within step 3.
            if (step == 2 && asked++ == 1) {
              now += Duration.ofHours(1).toNanos();
            }
            return false;
          }
        };
    assertThat(run(directory, false, Duration.ofMinutes(1), jumping).status())
        .isEqualTo(Status.TIMED_OUT);
    assertThat(Files.readString(directory.resolve("metrics.jsonl"))).doesNotContain("\"step\":3");
    assertThat(run(directory, true, null, RunListener.NONE).status()).isEqualTo(Status.FINISHED);
    assertSameAsWhole(directory);
  }

  /** Whoever asks a run to stop is told that it did as asked, even late. */
  @Test
  void aWishIsNoTimeLimit() {
    RunListener cancelling =
        new RunListener() {
          @Override
          public boolean cancelled() {
            now += Duration.ofMinutes(1).toNanos();
            return true;
          }
        };
    assertThat(run(temporary.resolve("run"), false, Duration.ofSeconds(1), cancelling).status())
        .isEqualTo(Status.CANCELLED);
  }

  /** A clock that runs backwards ends nothing early, and a run never asks the time of day. */
  @Test
  void aClockThatGoesBackwardsEndsNothing() throws IOException {
    Path directory = temporary.resolve("limited");
    RunListener backwards =
        new RunListener() {
          @Override
          public void progress(double fraction, Map<String, Double> metrics) {
            now -= Duration.ofDays(400).toNanos();
          }
        };
    assertThat(run(directory, false, Duration.ofSeconds(1), backwards).status())
        .isEqualTo(Status.FINISHED);
    assertSameAsWhole(directory);
  }

  /** Newer checkpoints look older than those before them, and the run goes on from the newest. */
  @Test
  void filesFromTheFutureChangeNothing() throws IOException {
    Path directory = temporary.resolve("limited");
    Seconds second = new Seconds();
    run(directory, false, Duration.ofSeconds(2), second);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean last = file.endsWith("step-2.cbor");
        Files.setLastModifiedTime(
            file,
            FileTime.from(Instant.parse(last ? "1990-01-01T00:00:00Z" : "2190-01-01T00:00:00Z")));
      }
    }
    assertThat(run(directory, true, null, second).status()).isEqualTo(Status.FINISHED);
    assertThat(second.steps).isEqualTo(STEPS);
    assertSameAsWhole(directory);
  }

  @Test
  void aLimitIsPositive() {
    try (Esscher esscher = Esscher.builder().build()) {
      for (Duration limit : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
        assertThatThrownBy(() -> esscher.run("any").timeLimit(limit))
            .isInstanceOf(EsscherException.class)
            .hasMessageContaining("give a positive one");
      }
    }
  }

  /** Moves the clock by a second a step, and counts. */
  private final class Seconds implements RunListener {
    private int steps;

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      steps++;
      now += Duration.ofSeconds(1).toNanos();
    }
  }
}
