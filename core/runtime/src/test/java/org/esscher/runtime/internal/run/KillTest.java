package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process wherever it is, again and again. */
class KillTest {
  private static final int STEPS = 60;
  private static final int KILLS = 8;
  @TempDir Path temporary;

  /** Neither the process nor the order of unordered maps, which differs in each, may show. */
  @Test
  @Tag("slow")
  void aKilledProcessGoesOnAsIfItHadNotBeen() throws IOException, InterruptedException {
    Path whole = temporary.resolve("whole");
    finish(whole);
    Path killed = temporary.resolve("killed");
    SplittableRandom random = new SplittableRandom(11);
    int hits = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long before = lines(killed);
      Process process = start(killed);
      // Wait for some steps, so that each process gets on, and then a little for another moment.
      while (process.isAlive() && lines(killed) < before + 20) {
        process.waitFor(1, TimeUnit.MILLISECONDS);
      }
      process.waitFor(random.nextInt(1, 30), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      hits += process.waitFor() == 0 ? 0 : 1;
    }
    // Unless some process was killed at work, nothing was tried.
    assertThat(hits).isGreaterThan(2);
    finish(killed);
    Map<String, byte[]> wanted = TestHost.results(whole);
    Map<String, byte[]> found = TestHost.results(killed);
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
  }

  private void finish(Path directory) throws IOException, InterruptedException {
    int exit = start(directory).waitFor();
    assertThat(exit).as(Files.readString(temporary.resolve("output"))).isZero();
  }

  private static long lines(Path directory) throws IOException {
    Path file = directory.resolve("metrics.jsonl");
    if (!Files.exists(file)) {
      return 0;
    }
    try (var lines = Files.lines(file)) {
      return lines.count();
    }
  }

  private Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            directory.toString(),
            Integer.toString(STEPS))
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("output").toFile())
        .start();
  }
}
