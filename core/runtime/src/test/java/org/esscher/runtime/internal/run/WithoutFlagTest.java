package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a Java that may not write Arrow IPC, as that of an embedding program often. */
class WithoutFlagTest {
  @TempDir Path temporary;

  @Test
  void a_run_finishes_without_its_arrow_file_and_says_so()
      throws IOException, InterruptedException {
    Path directory = temporary.resolve("run");
    Path output = temporary.resolve("output");
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                directory.toString(),
                "3")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    assertThat(exit).as(Files.readString(output)).isZero();
    assertThat(Files.readString(directory.resolve("status.json"))).contains("finished");
    assertThat(directory.resolve("metrics.arrow")).doesNotExist();
    assertThat(Files.readAllLines(directory.resolve("metrics.jsonl"))).isNotEmpty();
  }
}
