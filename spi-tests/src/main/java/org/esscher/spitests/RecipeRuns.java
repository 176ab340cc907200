package org.esscher.spitests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
  private final TrialDirectory directory;
  private final HostServices services;
  private final @Nullable Esscher host;
  private final int limit;

  private RecipeRuns(
      Supplier<Recipe> recipe,
      Map<String, String> sources,
      TrialDirectory directory,
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
      Supplier<Recipe> recipe, Map<String, String> sources, TrialDirectory directory) {
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
      TrialDirectory directory,
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
    return directory.path();
  }

  /** What a run left behind. */
  record Recorded(List<Double> progress, RecordedFiles files) {}

  /** Runs to the end, or to the limit where only the beginning is run. */
  Recorded whole(Recipe made, Map<String, String> from, long seed) {
    return whole(made, from, seed, directory.newRun());
  }

  private Recorded whole(Recipe made, Map<String, String> from, long seed, Path out) {
    Follower follower = new Follower(limit);
    Status status = start(made, from, out, seed, false, follower);
    requireEnd(status, follower);
    return new Recorded(follower.fractions(), RecordedFiles.of(out));
  }

  /** Whole runs of one instance, on threads of their own. */
  List<Recorded> sideBySide(Recipe made, long... seeds) {
    List<Callable<Recorded>> work = new ArrayList<>();
    for (long seed : seeds) {
      Path out = directory.newRun();
      work.add(() -> whole(made, sources, seed, out));
    }
    return OtherThreads.atOnce(work);
  }

  Recorded whole(long seed) {
    return whole(recipe(), sources, seed);
  }

  /** Stops a run after some steps, and resumes it with a new instance of the recipe. */
  Recorded interrupted(int afterSteps, long seed) {
    Path out = directory.newRun();
    start(recipe(), sources, out, seed, false, new Follower(afterSteps));
    // Another run in between: what is remembered in the class, and not in the state, is lost.
    start(recipe(), sources, directory.newRun(), seed + 1, false, new Follower(1));
    Follower follower = new Follower(limit - afterSteps);
    Status status = start(recipe(), sources, out, seed, true, follower);
    requireEnd(status, follower);
    return new Recorded(follower.fractions(), RecordedFiles.of(out));
  }

  private void requireEnd(Status status, Follower follower) {
    Findings.require(
        status == Status.FINISHED || limit < MOST_STEPS,
        "after %s steps the run was not at its end: progress is %s",
        follower.fractions().size(),
        follower.last());
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

  @Override
  public void close() {
    if (host == null) {
      services.arena().close();
    } else {
      host.close();
    }
    directory.close();
  }
}
