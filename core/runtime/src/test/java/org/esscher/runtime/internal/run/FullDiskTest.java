package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.RunListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that can't be written ends a run with a word, and loses nothing that was finished. */
class FullDiskTest {
  private static final int STEPS = 12;
  @TempDir Path temporary;

  /**
   * The operating system lets no file grow beyond some KiB, so that writes break off in the middle
   * of a line, of a checkpoint, of a model: first early, then later, then never.
   */
  @Test
  @Tag("slow")
  void aRunGoesOnWhenThereIsRoomAgain() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "limits files by the shell's ulimit");
    Path whole = temporary.resolve("whole");
    assertThat(run(whole, "unlimited")).isZero();
    Path tight = temporary.resolve("tight");
    int failed = 0;
    for (String kibibytes : List.of("2", "6", "9")) {
      if (run(tight, kibibytes) != 0) {
        failed++;
        assertThat(output()).contains("can't be written", "make room");
      }
    }
    // Unless it failed, nothing was tried.
    assertThat(failed).isGreaterThan(1);
    assertThat(run(tight, "unlimited")).as(output()).isZero();
    Map<String, byte[]> wanted = TestHost.results(whole);
    Map<String, byte[]> found = TestHost.results(tight);
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    try (var files = Files.walk(tight)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  private int run(Path directory, String kibibytes) throws IOException, InterruptedException {
    return new ProcessBuilder(
            "/bin/bash",
            "-c",
            String.format(Locale.ROOT, "ulimit -f %s; exec \"$@\"", kibibytes),
            "bash",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            directory.toString(),
            Integer.toString(STEPS))
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  /** A file stands where the checkpoints were; when it is gone the run goes on. */
  @Test
  void aCheckpointThatCantBeWrittenIsTold() throws IOException {
    try (TestHost host = new TestHost()) {
      Recipe recipe =
          host.component(Recipe.class, "test-everything", Map.of("steps", 6, "children", false));
      Path whole = temporary.resolve("whole");
      host.run(recipe, whole, false, RunListener.NONE, TestHost.ALWAYS);
      Path blocked = temporary.resolve("blocked");
      Path checkpoints = blocked.resolve("checkpoints");
      Path aside = temporary.resolve("aside");
      RunListener blocking =
          new RunListener() {
            @Override
            public void progress(double fraction, Map<String, Double> metrics) {
              if (fraction == 0.5) {
                move(checkpoints, aside);
                write(checkpoints);
              }
            }
          };
      assertThatThrownBy(() -> host.run(recipe, blocked, false, blocking, TestHost.ALWAYS))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCES))
          .hasMessageContaining("can't be written");
      assertThat(blocked.resolve("status.json")).content().contains("\"failed\"");
      Files.delete(checkpoints);
      Files.move(aside, checkpoints);
      host.run(recipe, blocked, true, RunListener.NONE, TestHost.ALWAYS);
      Map<String, byte[]> found = TestHost.results(blocked);
      TestHost.results(whole)
          .forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "in the way");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
