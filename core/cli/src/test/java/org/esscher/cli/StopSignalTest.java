package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is interrupted, or asked to terminate, leaves a run that goes on. */
class StopSignalTest {
  @TempDir Path temporary;

  /** The status of a process that a signal ended is 128 more than the signal's number. */
  @ParameterizedTest
  @CsvSource({"TERM,15", "INT,2"})
  @Tag("slow")
  void aRunStopsAtACheckpointAndGoesOn(String signal, int number)
      throws IOException, InterruptedException {
    Path run = temporary.resolve("run");
    Process process = start("run", "test-slow", "--out", run.toString());
    Path metrics = run.resolve("metrics.jsonl");
    while (process.isAlive() && (!Files.exists(metrics) || lines(metrics).size() < 20)) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    // A shell's jobs in the background ignore interrupts, and so do their children.
    assumeThat(ignored(process.pid(), number)).as("the signal is ignored here").isFalse();
    new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor()).as(output()).isEqualTo(128 + number);
    assertThat(output()).contains("stopped at a checkpoint; go on with --resume --out " + run);
    assertThat(Files.readString(run.resolve("status.json"))).contains("cancelled");
    List<String> before = lines(metrics);
    assertThat(before.size()).isBetween(20, 199);

    Process again = start("run", "test-slow", "--out", run.toString(), "--resume");
    assertThat(again.waitFor()).as(output()).isZero();
    List<String> all = lines(metrics);
    assertThat(all).hasSize(200).doesNotHaveDuplicates().startsWith(before.toArray(new String[0]));
  }

  /**
   * A signal doesn't wait for a step that never answers: the process ends, says why, and leaves the
   * checkpoint before it.
   */
  @Test
  @Tag("slow")
  void aStepThatNeverAnswersIsGivenUp() throws IOException, InterruptedException {
    Path run = temporary.resolve("run");
    Path inside = temporary.resolve("inside");
    Process process =
        start("run", "test-deaf", "--set", "inside=" + inside, "--out", run.toString());
    while (process.isAlive() && !Files.exists(inside)) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    process.destroy();
    assertThat(process.waitFor()).as(output()).isEqualTo(128 + 15);
    assertThat(output())
        .contains("the recipe 'test-deaf' was to stop, but step 3 of 'test-deaf' has not answered")
        .contains("DeafRecipe.step");
    assertThat(Files.readString(run.resolve("status.json")))
        .contains("\"failed\"", "has not answered");
    assertThat(run.resolve("checkpoints/step-0.cbor")).exists();
  }

  private static boolean ignored(long pid, int signal) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask =
        lines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .replaceFirst("SigIgn:\\s*", "");
    return (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) == 1;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  private Process start(String... command) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(List.of(command));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("output").toFile())
        .start();
  }
}
