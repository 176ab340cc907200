package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.esscher.api.Recipe;
import org.junit.jupiter.api.Nested;

/**
 * Verifies a recipe against the rules REC, by running it some fifty times: configure it so that it
 * takes at most twelve short steps, which reach all that it does; it is stopped after each of them.
 * For tests of what only one recipe does there is {@link TrialRuns}.
 */
public abstract class RecipeVerification extends Verification {
  /** For subclasses. */
  protected RecipeVerification() {}

  /**
   * The recipe to verify, configured to take a few short steps.
   *
   * @return a new instance each time
   */
  protected abstract Recipe recipe();

  /**
   * Where its data come from.
   *
   * @param directory an empty directory to write files to, which is deleted afterwards
   * @return a file, or the id of a generator on the class path, by source; by default none
   * @throws IOException when a file can't be written
   */
  protected Map<String, String> sources(Path directory) throws IOException {
    return Map.of();
  }

  /** What is said before a run. */
  @Nested
  public class Declarations {
    /** Made by JUnit. */
    public Declarations() {}

    /** Declarations. */
    @Rule(
        id = "REC-6",
        must = "roles and sources MUST say the same each time.",
        fix = "let them depend on the configuration and nothing else.")
    public final void declarationsRepeat() {
      with(RecipeRules::requireSameDeclarations);
    }

    /** Optional sources. */
    @Rule(
        id = "REC-7",
        must = "A run MUST NOT need a source that is declared optional.",
        fix = "ask run.has(source) first, or declare the source required.")
    public final void optionalSourcesAreOptional() {
      with(RecipeRules::requireOptionalSources);
    }

    /** Foreign data. */
    @Rule(
        id = "REC-8",
        must =
            "Rows that lack the columns that the recipe needs MUST be refused by an "
                + "EsscherException of code USER or DATA.",
        fix =
            "ask for columns by batch.column(name), which refuses by name, before "
                + "anything else is done with the rows.")
    public final void foreignDataIsRefused() {
      with(RecipeRules::requireForeignDataRefused);
    }
  }

  /** How a run goes on and ends. */
  @Nested
  public class Runs {
    /** Made by JUnit. */
    public Runs() {}

    /** Progress. */
    @Rule(
        id = "REC-1",
        must = "Progress MUST NOT fall, and MUST reach 1.",
        fix = "give the fraction of the work that is done, from what the state says.")
    public final void progressReachesOne() {
      with(RecipeRules::requireProgress);
    }

    /** Seeds. */
    @Rule(
        id = "REC-2",
        must = "The same seed and data MUST give exactly the same metrics, tables and " + "models.",
        fix = "draw from run.context() only; ask no clock; iterate over ordered " + "collections.")
    public final void runsRepeat() {
      with(RecipeRules::requireRepeatable);
    }

    /** Resuming. */
    @Rule(
        id = "REC-3",
        must =
            "A run that is stopped after any step and resumed MUST record exactly what "
                + "the run does that was not stopped.",
        fix =
            "keep all that later steps need in the State that step returns, or in the "
                + "run; keep nothing in fields.")
    public final void everyStepCanBeResumed() {
      with(RecipeRules::requireResumable);
    }

    /** Hidden state. */
    @Rule(
        id = "REC-4",
        must = "An instance MUST run the same whether or not it has run before.",
        fix = "let the record have no mutable field, and its class no static one.")
    public final void instancesRememberNothing() {
      with(RecipeRules::requireNoHiddenState);
    }

    /** Runs at once. */
    @Rule(
        id = "REC-9",
        must = "Runs of one instance that go on at once MUST record what each records alone.",
        fix =
            "let the record have no mutable field, and its class no static one; declare "
                + "@CalledSerially where a step uses something that the process has once.")
    public final void runsGoOnSideBySide() {
      with(RecipeRules::requireSameSideBySide);
    }

    /** Randomness. */
    @Rule(
        id = "REC-5",
        must = "Another seed SHOULD give other numbers.",
        fix =
            "draw from run.context().random(), and give models the context that the "
                + "host makes them with; depart from this rule where the method draws "
                + "nothing.")
    public final void seedsMatter() {
      with(RecipeRules::requireSeeded);
    }
  }

  /** Where the recipe runs. */
  RecipeRuns runs(Map<String, String> sources, TrialDirectory directory) {
    return RecipeRuns.onClassPath(this::recipe, sources, directory);
  }

  private void with(Consumer<RecipeRuns> verify) {
    try {
      TrialDirectory directory = new TrialDirectory();
      Path data = Files.createDirectory(directory.path().resolve("data"));
      try (RecipeRuns runs = runs(sources(data), directory)) {
        verify.accept(runs);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
