package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was interrupted and resumed leaves, bit for bit, what an uninterrupted one leaves. */
class ResumeTest {
  @TempDir Path temporary;
  private final TestHost host = new TestHost();

  @AfterEach
  void closeWithoutLeaks() {
    host.close();
  }

  private Recipe everything(int steps) {
    return host.component(Recipe.class, "test-everything", Map.of("steps", steps));
  }

  /** Copies of the directory at each step are what a process killed there would have left. */
  @ParameterizedTest
  @Tag("slow")
  @ValueSource(booleans = {true, false})
  void aKillAfterAnyStepChangesNothing(boolean checkpointEachStep) throws IOException {
    Duration every = checkpointEachStep ? TestHost.ALWAYS : TestHost.NEVER;
    Path whole = temporary.resolve("whole");
    Copier copier = new Copier(whole, temporary);
    host.run(everything(8), whole, false, copier, every);
    Map<String, byte[]> wanted = TestHost.results(whole);
    assertThat(wanted)
        .containsKeys(
            "metrics.jsonl",
            "metrics.arrow",
            "tables.jsonl",
            "models/line.json",
            "models/line@mean.json",
            "models/late.json",
            "models/flat.json",
            "children/child-3/metrics.jsonl",
            "children/child-6/models/line.json");
    assertThat(copier.steps).isEqualTo(8);
    for (int step = 1; step <= copier.steps; step++) {
      Path copy = temporary.resolve("killed-" + step);
      RunResult result = host.run(everything(8), copy, true, RunListener.NONE, every);
      assertThat(result.status()).isEqualTo(Status.FINISHED);
      assertSame(wanted, copy);
    }
  }

  @Test
  void aResumedRunCanBeKilledAgain() throws IOException {
    Path whole = temporary.resolve("whole");
    host.run(everything(8), whole, false, new Copier(whole, temporary), TestHost.ALWAYS);
    Path again = temporary.resolve("again");
    Path third = temporary.resolve("killed-3");
    host.run(everything(8), third, true, new Copier(third, again), TestHost.ALWAYS);
    Path twice = again.resolve("killed-3");
    host.run(everything(8), twice, true, RunListener.NONE, TestHost.ALWAYS);
    assertSame(TestHost.results(whole), twice);
  }

  @Test
  void aFinishedRunIsLeftAsItIs() throws IOException {
    Path whole = temporary.resolve("whole");
    RunResult first = host.run(everything(3), whole, false, RunListener.NONE, TestHost.ALWAYS);
    Map<String, byte[]> wanted = TestHost.results(whole);
    RunResult second = host.run(everything(3), whole, true, new NoStep(), TestHost.ALWAYS);
    assertThat(second).isEqualTo(first);
    // A parent records its child's metrics in their order, whether the child was resumed or not.
    assertThat(second.metrics().keySet()).containsExactlyElementsOf(first.metrics().keySet());
    assertSame(wanted, whole);
  }

  /** The newest checkpoint is cut in half: the one before it serves. */
  @Test
  void aTornCheckpointIsLeftAside() throws IOException {
    Path whole = temporary.resolve("whole");
    host.run(everything(8), whole, false, new Copier(whole, temporary), TestHost.ALWAYS);
    Path torn = temporary.resolve("killed-6");
    Path newest = torn.resolve("checkpoints/step-5.cbor");
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    host.run(everything(8), torn, true, RunListener.NONE, TestHost.ALWAYS);
    assertSame(TestHost.results(whole), torn);
  }

  /** Killed before the configuration was there: nothing to resume, and nothing in the way. */
  @Test
  void aKillBeforeTheFirstFileLeavesNothingInTheWay() throws IOException {
    Path whole = temporary.resolve("whole");
    host.run(everything(3), whole, false, RunListener.NONE, TestHost.ALWAYS);
    Path early = Files.createDirectory(temporary.resolve("early"));
    Files.createFile(early.resolve("lock"));
    Files.createFile(early.resolve("environment.json.tmp"));
    host.run(everything(3), early, false, RunListener.NONE, TestHost.ALWAYS);
    assertSame(TestHost.results(whole), early);
  }

  /** Killed while it wrote a line, after the last checkpoint. */
  @Test
  void aTornLineIsCutOff() throws IOException {
    Path whole = temporary.resolve("whole");
    host.run(everything(8), whole, false, new Copier(whole, temporary), TestHost.ALWAYS);
    Path torn = temporary.resolve("killed-4");
    Files.writeString(
        torn.resolve("metrics.jsonl"), "{\"step\":5,\"na", java.nio.file.StandardOpenOption.APPEND);
    host.run(everything(8), torn, true, RunListener.NONE, TestHost.ALWAYS);
    assertSame(TestHost.results(whole), torn);
  }

  private static void assertSame(Map<String, byte[]> wanted, Path directory) throws IOException {
    Map<String, byte[]> found = TestHost.results(directory);
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (name, bytes) -> assertThat(found.get(name)).as(directory + "/" + name).isEqualTo(bytes));
  }

  /** Copies the directory after each step. */
  private static final class Copier implements RunListener {
    private final Path from;
    private final Path to;
    private int steps;

    Copier(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      steps++;
      try {
        TestHost.copy(from, to.resolve("killed-" + steps));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Follows a run that has nothing left to do. */
  private static final class NoStep implements RunListener {
    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      throw new AssertionError("a finished run took another step");
    }
  }
}
