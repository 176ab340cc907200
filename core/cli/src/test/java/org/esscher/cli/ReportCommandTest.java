package org.esscher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir Path directory;

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

    Invocation invocation =
        Invocation.of("report", recordedRun().toString(), "--out", page.toString());

    assertThat(invocation.code()).isZero();
    assertThat(invocation.out()).contains(page.toString());
    assertThat(page).content().startsWith("<!DOCTYPE html>").contains("Esscher: tilt");
  }

  @Test
  void whatIsNoRunIsBadInputInOneLine() {
    Invocation invocation =
        Invocation.of(
            "report", directory.toString(), "--out", directory.resolve("p.html").toString());

    assertThat(invocation.code()).isEqualTo(2);
    assertThat(invocation.err())
        .isEqualTo(
            "esscher: "
                + directory
                + " is not a run directory: it has no config.json; name a directory that 'esscher"
                + " run --out' wrote"
                + System.lineSeparator());
  }
}
