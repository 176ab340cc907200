package org.esscher.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.esscher.cli.report.Report;
import org.esscher.runtime.internal.run.KilledRecipe;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills processes at random moments, as many as {@code -Dkills} says a class of recipes, resumes,
 * and compares what is left with a run that was left alone. The build kills fewer, in {@code
 * KillTest}; {@code mvn verify -Dkills=30} runs this.
 */
@EnabledIfSystemProperty(named = "kills", matches = "\\d+")
class RecipeKillsTest {
  private static final Pattern TIMES =
      Pattern.compile("<section><h2 id=\"s\\d+\">Time</h2>.*?</section>", Pattern.DOTALL);

  @TempDir Path temporary;

  /** What is killed. */
  private record Recipes(String name, int seed, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Recipes> recipes() {
    return List.of(
        new Recipes(
            "linear",
            7,
            List.of(
                "kl-inference",
                "simulated-shop",
                "steps=10",
                "referenceSteps=10",
                "temperatures=[3, 1]")),
        new Recipes(
            "neural",
            8,
            List.of(
                "arithmetic-grpo",
                "",
                "seeing=8",
                "improving=8",
                "examples=8",
                "prompts=4",
                "answers=4",
                "tested=16",
                "reportEvery=4")),
        new Recipes(
            "environment",
            9,
            List.of(
                "submodular-rl",
                "",
                "width=4",
                "height=4",
                "horizon=4",
                "episodes=10",
                "iterations=20")),
        new Recipes(
            "population",
            10,
            List.of(
                "population",
                "submodular-rl",
                "",
                "width=3",
                "height=3",
                "horizon=3",
                "episodes=8",
                "iterations=3")));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aKilledRunGoesOnAsIfItHadNotBeen(Recipes recipes) throws IOException, InterruptedException {
    int wanted = Integer.getInteger("kills");
    SplittableRandom random = new SplittableRandom(recipes.seed());
    Path whole = directory("whole");
    assertThat(start(recipes, whole).waitFor()).as(output()).isZero();
    Map<String, byte[]> expected = results(whole);
    int made = 0;
    for (int round = 0; made < wanted; round++) {
      Path killed = directory("round-" + round);
      boolean ended = false;
      while (!ended) {
        Process process = start(recipes, killed);
        ended = made < wanted ? endsBefore(process, killed, random) : process.waitFor() == 0;
        made += ended ? 0 : 1;
      }
      Map<String, byte[]> found = results(killed);
      assertThat(found.keySet()).isEqualTo(expected.keySet());
      expected.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
      assertThat(report(killed)).isEqualTo(report(whole));
    }
    System.getLogger(RecipeKillsTest.class.getName())
        .log(System.Logger.Level.INFO, "{0}: survived {1} kills of {1}", recipes, made);
  }

  /** A run's report without the times that it took. */
  private static String report(Path directory) {
    String html = Report.html(List.of(directory));
    Matcher times = TIMES.matcher(html);
    assertThat(times.find()).as("the report has a section of times").isTrue();
    return times.replaceFirst("");
  }

  /**
   * Kills a process a little after it has got on by a checkpoint, and one of four at any moment.
   *
   * @return whether it ended, well, before
   */
  private boolean endsBefore(Process process, Path directory, SplittableRandom random)
      throws IOException, InterruptedException {
    long before = checkpoint(directory);
    boolean anywhere = random.nextInt(4) == 0;
    while (!anywhere && process.isAlive() && checkpoint(directory) == before) {
      process.waitFor(2, TimeUnit.MILLISECONDS);
    }
    process.waitFor(random.nextInt(anywhere ? 3000 : 300), TimeUnit.MILLISECONDS);
    if (process.isAlive()) {
      process.destroyForcibly().waitFor();
    }
    int status = process.exitValue();
    assertThat(status).as(output()).isIn(0, 128 + 9);
    return status == 0;
  }

  private Path directory(String name) {
    return temporary.resolve(name).resolve("run");
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  /** The newest checkpoint's step, of the last child that there is; −1 before. */
  private static long checkpoint(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return -1;
    }
    List<Long> steps = new ArrayList<>(List.of(-1L));
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("step-\\d+\\.cbor"))
          .forEach(name -> steps.add(Long.parseLong(name.replaceAll("\\D", ""))));
    } catch (java.io.UncheckedIOException deletedMeanwhile) {
      return -1;
    }
    return Collections.max(steps) + steps.size();
  }

  /** All that a run leaves as its result: metrics, tables, models; of its children too. */
  private static Map<String, byte[]> results(Path directory) throws IOException {
    Map<String, byte[]> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        if (name.matches("(.*/)?((metrics|tables)\\..*|models/.*)")) {
          results.put(name, Files.readAllBytes(file));
        }
      }
    }
    return results;
  }

  private Process start(Recipes recipes, Path directory) throws IOException {
    Files.createDirectories(directory.getParent());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRecipe.class.getName(),
                directory.toString()));
    command.addAll(recipes.arguments());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("output").toFile())
        .start();
  }
}
