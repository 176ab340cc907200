package org.esscher.spitests;

import static org.esscher.spitests.Findings.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;

/** What recipes have to keep. */
final class RecipeRules {
  private static final long SEED = 3;

  /** Interruptions that are tried; of a longer run, as many spread evenly. */
  private static final int MOST_INTERRUPTIONS = 12;

  private RecipeRules() {}

  static void requireProgress(RecipeRuns runs) {
    double before = 0;
    for (double fraction : runs.whole(SEED).progress()) {
      require(
          fraction >= before,
          "progress fell from %s to %s; it is the fraction of the work that is done",
          before,
          fraction);
      before = fraction;
    }
  }

  static void requireRepeatable(RecipeRuns runs) {
    requireSame("the same seed again", runs.whole(SEED), runs.whole(SEED));
  }

  private static void requireSame(
      String what, RecipeRuns.Recorded expected, RecipeRuns.Recorded found) {
    RecordedFiles.requireSame(what, expected.files(), found.files());
  }

  /** A whole run to compare with, of a recipe that repeats at all. */
  private static RecipeRuns.Recorded reference(RecipeRuns runs) {
    RecipeRuns.Recorded first = runs.whole(SEED);
    assumeTrue(
        first.files().equals(runs.whole(SEED).files()), "not even whole runs repeat: see REC-2");
    return first;
  }

  static void requireResumable(RecipeRuns runs) {
    RecipeRuns.Recorded whole = reference(runs);
    int steps = whole.progress().size();
    int tried = Math.min(steps, MOST_INTERRUPTIONS);
    for (int i = 0; i < tried; i++) {
      int after = (int) ((long) i * steps / tried);
      requireSame(
          "stopped after step " + after + " of " + steps + " and resumed",
          whole,
          runs.interrupted(after, SEED));
    }
  }

  /** An instance that has run before runs as a new one does. */
  static void requireNoHiddenState(RecipeRuns runs) {
    RecipeRuns.Recorded whole = reference(runs);
    Recipe used = runs.recipe();
    runs.whole(used, runs.sources(), SEED + 1);
    requireSame(
        "the same instance after another run", whole, runs.whole(used, runs.sources(), SEED));
  }

  /** Where the recipe is declared to be called serially, the host takes their steps in turns. */
  static void requireSameSideBySide(RecipeRuns runs) {
    Recipe shared = runs.recipe();
    RecipeRuns.Recorded other = runs.whole(shared, runs.sources(), SEED + 1);
    RecipeRuns.Recorded one = runs.whole(shared, runs.sources(), SEED);
    assumeTrue(
        one.files().equals(runs.whole(SEED).files()),
        "not even one after the other they do: see REC-2 and REC-4");
    List<RecipeRuns.Recorded> both = runs.sideBySide(shared, SEED, SEED + 1);
    boolean same = one.files().equals(both.get(0).files());
    if (!same || !other.files().equals(both.get(1).files())) {
      // What a step leaves in a field is the next one's of another run, and lost when it is
      // resumed.
      assumeTrue(
          one.files().equals(runs.interrupted(1, SEED).files()),
          "not even resumed they do: see REC-3");
    }
    requireSame("beside another run of the instance", one, both.get(0));
    requireSame("beside another run of the instance", other, both.get(1));
  }

  static void requireSeeded(RecipeRuns runs) {
    RecipeRuns.Recorded one = runs.whole(SEED);
    RecipeRuns.Recorded other = runs.whole(SEED + 1);
    require(
        !one.files().equals(other.files()),
        "seeds %s and %s gave the same metrics, tables and models",
        SEED,
        SEED + 1);
  }

  static void requireSameDeclarations(RecipeRuns runs) {
    Recipe recipe = runs.recipe();
    Set<String> roles = recipe.roles().keySet();
    Set<String> again = recipe.roles().keySet();
    require(roles.equals(again), "the roles were %s, and when asked again %s", roles, again);
    Map<String, Boolean> sources = recipe.sources();
    Map<String, Boolean> sourcesAgain = recipe.sources();
    require(
        sources.equals(sourcesAgain),
        "the sources were %s, and when asked again %s",
        sources,
        sourcesAgain);
  }

  /** Runs with the required sources alone. */
  static void requireOptionalSources(RecipeRuns runs) {
    Map<String, Boolean> declared = runs.recipe().sources();
    Map<String, String> required = new LinkedHashMap<>(runs.sources());
    required.keySet().removeIf(source -> !declared.getOrDefault(source, true));
    assumeTrue(declared.containsValue(false), "no source is declared optional");
    try {
      runs.whole(runs.recipe(), required, SEED);
    } catch (EsscherException refusal) {
      throw new AssertionError(
          "without the sources that are declared optional the run is refused: "
              + refusal.getMessage(),
          refusal);
    }
  }

  /** Data without any column that a method could want. */
  static void requireForeignDataRefused(RecipeRuns runs) {
    assumeTrue(!runs.sources().isEmpty(), "the recipe is run without data");
    Path foreign = runs.directory().resolve("foreign.csv");
    try {
      Files.write(foreign, List.of("example_id", "1", "2", "3"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Boolean> declared = runs.recipe().sources();
    for (String source : runs.sources().keySet()) {
      if (!declared.getOrDefault(source, false)) {
        continue;
      }
      Map<String, String> changed = new LinkedHashMap<>(runs.sources());
      changed.put(source, foreign.toString());
      try {
        runs.whole(runs.recipe(), changed, SEED);
      } catch (EsscherException refusal) {
        require(
            refusal.code() == ErrorCode.USER || refusal.code() == ErrorCode.DATA,
            "rows of example_id alone as source %s end in a failure of code %s: %s",
            source,
            refusal.code(),
            refusal.getMessage());
        continue;
      }
      throw new AssertionError(
          "rows of example_id alone as source " + source + " are accepted, and the run finishes");
    }
  }
}
