package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.esscher.api.Recipe;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.run.RunLoop;
import org.esscher.runtime.internal.run.RunRequest;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;

/** Runs a recipe in directories of its own, and reads what the runs recorded. */
final class RecipeRuns implements AutoCloseable {
  /** Steps after which a run is taken to go on for ever. */
  private static final int MOST_STEPS = 10_000;

  private final Supplier<Recipe> recipe;
  private final Map<String, String> sources;
  private final Path directory;
  private final HostServices services;
  private final @Nullable Esscher host;
  private final int limit;
  private int runs;

  private RecipeRuns(
      Supplier<Recipe> recipe,
      Map<String, String> sources,
      Path directory,
      HostServices services,
      @Nullable Esscher host,
      int limit) {
    this.recipe = recipe;
    this.sources = sources;
    this.directory = directory;
    this.services = services;
    this.host = host;
    this.limit = limit;
  }

  /** Runs on a host of its own, with the plugins of a class path. */
  static RecipeRuns onClassPath(
      Supplier<Recipe> recipe, Map<String, String> sources, Path directory) {
    ClassLoader loader = recipe.get().getClass().getClassLoader();
    Esscher host = Esscher.builder().classPath(loader).build();
    return new RecipeRuns(recipe, sources, directory, host.services(), host, MOST_STEPS);
  }

  /**
   * Runs the beginning of a recipe on parts of a host, whose arena is closed in the end.
   *
   * @param limit steps after which every run is cut off
   */
  static RecipeRuns beginning(
      HostServices services,
      Supplier<Recipe> recipe,
      Map<String, String> sources,
      Path directory,
      int limit) {
    return new RecipeRuns(recipe, sources, directory, services, null, limit);
  }

  Recipe recipe() {
    return recipe.get();
  }

  Map<String, String> sources() {
    return sources;
  }

  Path directory() {
    return directory;
  }

  /** What a run left behind. */
  record Recorded(List<Double> progress, Map<String, String> files) {}

  /** A new directory for a run. */
  Path newRun() {
    runs++;
    return directory.resolve("run-" + runs);
  }

  /** Runs to the end, or to the limit where only the beginning is run. */
  Recorded whole(Recipe made, Map<String, String> from, long seed) {
    Path out = newRun();
    Follower follower = new Follower(limit);
    Status status = start(made, from, out, seed, false, follower);
    Findings.require(
        status == Status.FINISHED || limit < MOST_STEPS,
        "after %s steps the run was not at its end: progress is %s",
        MOST_STEPS,
        follower.last());
    return new Recorded(List.copyOf(follower.fractions), files(out));
  }

  Recorded whole(long seed) {
    return whole(recipe(), sources, seed);
  }

  /** Stops a run after some steps, and resumes it with a new instance of the recipe. */
  Recorded interrupted(int afterSteps, long seed) {
    Path out = newRun();
    start(recipe(), sources, out, seed, false, new Follower(afterSteps));
    // Another run in between: what is remembered in the class, and not in the state, is lost.
    start(recipe(), sources, newRun(), seed + 1, false, new Follower(1));
    Follower follower = new Follower(limit - afterSteps);
    start(recipe(), sources, out, seed, true, follower);
    return new Recorded(List.copyOf(follower.fractions), files(out));
  }

  private Status start(
      Recipe made,
      Map<String, String> from,
      Path out,
      long seed,
      boolean resume,
      RunListener listener) {
    RunRequest request = new RunRequest(made, from, out, seed, resume, listener);
    return new RunLoop(services, request).run().status();
  }

  /** Metrics, tables and models, by file. */
  private static Map<String, String> files(Path run) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = run.relativize(file).toString();
        boolean recorded = name.endsWith("metrics.jsonl") || name.endsWith("tables.jsonl");
        if (recorded || name.contains("models")) {
          contents.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requires that two runs recorded the same, and tells the first line where they differ. */
  static void requireSame(String what, Recorded expected, Recorded found) {
    Map<String, String> others = new LinkedHashMap<>(found.files());
    expected
        .files()
        .forEach(
            (name, text) -> {
              String other = others.remove(name);
              Findings.require(other != null, "%s: %s is not written", what, name);
              requireSame(what + ": " + name, text, String.valueOf(other));
            });
    Findings.require(others.isEmpty(), "%s: %s are written too", what, others.keySet());
  }

  private static void requireSame(String what, String expected, String found) {
    if (!expected.equals(found)) {
      List<String> lines = expected.lines().toList();
      List<String> others = found.lines().toList();
      int line = 0;
      while (line < lines.size()
          && line < others.size()
          && lines.get(line).equals(others.get(line))) {
        line++;
      }
      throw new AssertionError(
          what
              + ", line "
              + (line + 1)
              + " was "
              + (line < lines.size() ? shortened(lines.get(line)) : "not there")
              + ", and is "
              + (line < others.size() ? shortened(others.get(line)) : "not there"));
    }
  }

  private static String shortened(String line) {
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }

  @Override
  public void close() {
    if (host == null) {
      services.arena().close();
    } else {
      host.close();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes progress down, and stops the run after some steps. */
  private static final class Follower implements RunListener {
    private final List<Double> fractions = new ArrayList<>();
    private final int steps;

    Follower(int steps) {
      this.steps = steps;
    }

    double last() {
      return fractions.isEmpty() ? 0 : fractions.get(fractions.size() - 1);
    }

    @Override
    public void progress(double fraction, Map<String, Double> metrics) {
      fractions.add(fraction);
    }

    @Override
    public boolean cancelled() {
      return fractions.size() >= steps;
    }
  }
}
