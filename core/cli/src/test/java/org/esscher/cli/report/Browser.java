package org.esscher.cli.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    Browser browser = new Browser(found.get(0), scratch);
    assumeTrue(
        browser.starts(), found.get(0) + " does not start: pages are not tried in a browser");
    return browser;
  }

  /** What a page became, and what the browser logged meanwhile. */
  record Shown(String document, String log) {
    /** What the page's scripts, or the browser itself, complained of. */
    List<String> complaints() {
      return log.lines().filter(line -> line.contains("CONSOLE")).toList();
    }
  }

  /** Whether it shows an empty page: some need what a container doesn't have. */
  private boolean starts() {
    return run(URI.create("about:blank")).map(Shown::document).orElse("").contains("<body>");
  }

  Shown show(Path page) {
    return run(page.toUri()).orElseThrow(() -> new AssertionError(page + " was not shown in time"));
  }

  /** Nothing where it did not end in time. */
  private Optional<Shown> run(URI page) {
    try {
      Path profile = Files.createTempDirectory(scratch, "profile");
      Path document = Files.createTempFile(scratch, "document", ".html");
      Path log = Files.createTempFile(scratch, "log", ".txt");
      Process process =
          new ProcessBuilder(
                  program.toString(),
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
                  PAGE_TIME,
                  "--dump-dom",
                  page.toString())
              .redirectOutput(document.toFile())
              .redirectError(log.toFile())
              .start();
      try {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return ended ? Optional.of(new Shown(text(document), text(log))) : Optional.empty();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
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
