package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private Path recordedRun() throws IOException {
    Path run = Files.createDirectory(directory.resolve("tilt"));
    Files.writeString(run.resolve("config.json"), "{\"recipe\":{\"id\":\"tilt\"},\"seed\":1}");
    Files.writeString(run.resolve("environment.json"), "{}");
    Files.writeString(run.resolve("status.json"), "{\"status\":\"finished\",\"message\":\"\"}");
    return run;
  }

  @Test
  void thePageIsWrittenWhereAsked() throws IOException {
    Path page = directory.resolve("page.html");

    int code = run("report", recordedRun().toString(), "--out", page.toString());

    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(page.toString());
    assertThat(page).content().startsWith("<!DOCTYPE html>").contains("Esscher: tilt");
  }

  @Test
  void whatIsNoRunIsBadInputInOneLine() {
    int code = run("report", directory.toString(), "--out", directory.resolve("p.html").toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "esscher: "
                + directory
                + " is no run directory: it has no config.json; name a directory that 'esscher run"
                + " --out' wrote"
                + System.lineSeparator());
  }
}
