package org.esscher.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window, where it is installed. */
final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long PATIENCE_SECONDS = 120;

  /** Time as the page sees it, in which its plots are drawn; it passes as fast as it can. */
  private static final String PAGE_TIME = "--virtual-time-budget=20000";

  private final Path program;
  private final Path scratch;

  private Browser(Path program, Path scratch) {
    this.program = program;
    this.scratch = scratch;
  }

  /** The browser; skips the test where there is none. */
  static Browser orSkip(Path scratch) {
    List<Path> found =
        Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
            .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(!found.isEmpty(), "no Chromium on the PATH: pages are not tried in a browser");
    return new Browser(found.get(0), scratch);
  }

  /** What a page became, and what the browser logged meanwhile. */
  record Shown(String document, String log) {
    /** What the page's scripts, or the browser itself, complained of. */
    List<String> complaints() {
      return log.lines().filter(line -> line.contains("CONSOLE")).toList();
    }
  }

  Shown show(Path page, String... options) {
    try {
      Path profile = Files.createTempDirectory(scratch, "profile");
      Path document = Files.createTempFile(scratch, "document", ".html");
      Path log = Files.createTempFile(scratch, "log", ".txt");
      List<String> command = new ArrayList<>(List.of(program.toString()));
      command.addAll(
          List.of(
              "--headless",
              "--no-sandbox",
              "--disable-gpu",
              "--disable-quic",
              "--no-first-run",
              "--disable-background-networking",
              "--disable-component-update",
              "--disable-sync",
              "--enable-logging=stderr",
              "--user-data-dir=" + profile,
              PAGE_TIME));
      command.addAll(Arrays.asList(options));
      command.add("--dump-dom");
      command.add(page.toUri().toString());
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(document.toFile())
              .redirectError(log.toFile())
              .start();
      try {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Shown(text(document), text(log));
    } catch (IOException e) {
      throw new AssertionError(program + " can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** A log may hold any bytes. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
