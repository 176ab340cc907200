package org.esscher.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every input of the corpus, those that once were findings among them; then Jazzer from there on,
 * for a few seconds with all targets in one process, or, with {@code -Pfuzz}, for minutes with
 * each.
 */
class FuzzTest {
  private static final int SECONDS_OF_ALL = 12;

  /** A busy machine takes minutes to instrument what an input meets first. */
  private static final int TIMEOUT_SECONDS = 300;

  @TempDir Path temporary;

  private static Path corpus(Target target) throws URISyntaxException {
    URL directory = FuzzTest.class.getResource("/corpus/" + target.id());
    return Path.of(Objects.requireNonNull(directory).toURI());
  }

  private static List<Path> inputs(Target target) throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(corpus(target))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCorpusIsReadOrRefused(Target target) throws IOException, URISyntaxException {
    assertThat(inputs(target)).hasSizeGreaterThan(2);
    for (Path file : inputs(target)) {
      FuzzedTarget.attempt(target, Files.readAllBytes(file), temporary);
    }
  }

  @Test
  @Tag("slow")
  void secondsOfFuzzingBreakNothing() throws IOException, URISyntaxException, InterruptedException {
    Path seeds = Files.createDirectory(temporary.resolve("seeds"));
    List<Target> targets = FuzzedTarget.ALL;
    for (Target target : targets) {
      for (Path file : inputs(target)) {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        seed.write(targets.indexOf(target));
        Files.copy(file, seed);
        Files.write(seeds.resolve(target.id() + "-" + file.getFileName()), seed.toByteArray());
      }
    }
    fuzz("all", SECONDS_OF_ALL, seeds);
  }

  @ParameterizedTest
  @EnumSource
  @EnabledIfSystemProperty(named = "fuzz.seconds", matches = "\\d+")
  void minutesOfFuzzingBreakNothing(Target target)
      throws IOException, URISyntaxException, InterruptedException {
    fuzz(target.id(), Integer.getInteger("fuzz.seconds"), corpus(target));
  }

  private void fuzz(String target, int seconds, Path seeds)
      throws IOException, InterruptedException {
    Path findings =
        Files.createDirectories(
            Path.of(System.getProperty("fuzz.findings", temporary.toString())).resolve(target));
    Path output = findings.resolve("output.txt");
    Process process =
        new ProcessBuilder(command(target, seconds, seeds, findings))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(seconds + 2L * TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String log = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(ended).as(log).isTrue();
    assertThat(process.exitValue()).as(log).isZero();
    assertThat(log).contains("DONE ");
    System.getLogger(FuzzTest.class.getName()).log(System.Logger.Level.INFO, executions(log));
  }

  /** Of Jazzer's last line, how many inputs it tried. */
  private static String executions(String log) {
    return log.lines()
        .filter(line -> line.contains("DONE "))
        .map(line -> "inputs tried, and what they covered: " + line)
        .findFirst()
        .orElseThrow();
  }

  private List<String> command(String target, int seconds, Path seeds, Path findings)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            // 10 KB must not claim 10 GB: there is not even 1.
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzedTarget.class.getName(),
            "--target_args=" + target + " " + temporary.resolve("files"),
            "--instrumentation_includes=org.esscher.**:tools.jackson.**:de.siegmar.**:org.apache.parquet.**:io.jhdf.**",
            "--custom_hook_includes=org.esscher.**",
            "--reproducer_path=" + findings,
            "-artifact_prefix=" + findings + File.separator,
            "-max_total_time=" + seconds,
            "-timeout=" + TIMEOUT_SECONDS,
            "-rss_limit_mb=2048",
            "-max_len=22000",
            "-seed=1",
            Files.createDirectories(temporary.resolve("found")).toString(),
            seeds.toString()));
    return command;
  }
}
