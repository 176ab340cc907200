package org.esscher.spitests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.junit.jupiter.api.Nested;

/**
 * Verifies an environment against the rules ENV: it is driven by random actions, copies whose
 * episode ended are reset. Rules about the exact model are skipped, visibly, where there is none.
 */
public abstract class EnvironmentVerification extends Verification {
  private static final int COPIES = 3;
  private static final int MANY_COPIES = 64;

  /** For subclasses. */
  protected EnvironmentVerification() {}

  /**
   * The environment to verify.
   *
   * @return its provider
   */
  protected abstract EnvironmentProvider provider();

  /**
   * What the copies do.
   *
   * @param environment what acts
   * @param random chooses
   * @param columns makes the columns
   * @return a row a copy (times players); by default {@code action} is drawn from each player's
   *     {@link Environment#actionSpace}, within ±1 where that has no bounds, and is 0 or 1 where
   *     the environment doesn't say
   */
  protected Batch actions(Environment environment, RandomGenerator random, Columns columns) {
    return columns.batch(Map.of("action", RandomActions.of(environment, random, columns)));
  }

  /** What observe and step give. */
  @Nested
  public class Steps {
    /** Made by JUnit. */
    public Steps() {}

    /** Observations. */
    @Rule(
        id = "ENV-1",
        must =
            "observe MUST show a finite observation of every copy, after a reset and "
                + "after every step.",
        fix =
            "return a row per copy, in the copies' order; refuse actions that lead out "
                + "of the numbers.")
    public final void observationsAreThere() {
      with(COPIES, EnvironmentRules::requireObservations);
    }

    /** Outcomes. */
    @Rule(
        id = "ENV-2",
        must =
            "A step MUST give next_observation, reward (or rewards), terminated and "
                + "truncated, finite, one row per action.",
        fix = "return every column each time; terminated and truncated are 0 or 1.")
    public final void outcomesAreThere() {
      with(COPIES, EnvironmentRules::requireOutcomes);
    }

    /** Resets. */
    @Rule(
        id = "ENV-5",
        must = "A reset of some copies MUST leave the others where they are.",
        fix = "start only the rows that are given, and return the observations of all.")
    public final void resetsLeaveOthersAlone() {
      with(COPIES, EnvironmentRules::requireOthersStay);
    }

    /** Knobs. */
    @Rule(
        id = "ENV-9",
        must = "An unknown knob MUST be refused by an EsscherException that names it.",
        fix = "compare the names with those that there are before anything is changed.")
    public final void unknownKnobsAreRefused() {
      with(COPIES, EnvironmentRules::requireUnknownKnobRefused);
    }

    /** Next columns. */
    @Rule(
        id = "ENV-14",
        must =
            "A step MUST give each column that observe shows, as it is after the step, "
                + "prefixed by next_.",
        fix = "make both from the same state, before anything is reset.")
    public final void stepsGiveWhatIsShown() {
      with(COPIES, EnvironmentRules::requireNextIsShown);
    }
  }

  /** The same again: by seed, from a saved state, elsewhere. */
  @Nested
  public class Repetition {
    /** Made by JUnit. */
    public Repetition() {}

    /** Seeds. */
    @Rule(
        id = "ENV-3",
        must = "The same seeds and actions MUST give exactly the same episodes.",
        fix =
            "draw from the context of the call, and from no other generator, clock or "
                + "hash order.")
    public final void episodesRepeat() {
      withMaker(COPIES, (made, workspace) -> EnvironmentRules.requireRepeatable(made));
    }

    /** Restoring. */
    @Rule(
        id = "ENV-4",
        must =
            "A restored environment MUST go on exactly as the saved one did, from " + "every step.",
        fix =
            "save everything that the next step depends on: positions, step counts, "
                + "which episodes ended.")
    public final void restoredEnvironmentGoesOn() {
      withMaker(COPIES, (made, workspace) -> EnvironmentRules.requireRestorable(made));
    }

    /** Threads. */
    @Rule(
        id = "ENV-12",
        must = "An environment MUST do the same on another thread than the one that made " + "it.",
        fix =
            "keep nothing in ThreadLocals, and ask for no thread's identity; calls "
                + "come one at a time, from any thread.")
    public final void otherThreadsSeeTheSame() {
      withMaker(COPIES, (made, workspace) -> EnvironmentRules.requireSameOnOtherThread(made));
    }

    /** Independence. */
    @Rule(
        id = "ENV-13",
        must = "Environments of one provider MUST NOT share state.",
        fix = "keep state in the environment, none in the record and none static.")
    public final void environmentsAreIndependent() {
      withMaker(COPIES, (made, workspace) -> EnvironmentRules.requireIndependence(made));
    }

    /** Threads at once. */
    @Rule(
        id = "ENV-16",
        must =
            "Environments of one provider MUST give the same on several threads at once, each its own, "
                + "unless the provider is declared to be called serially.",
        fix =
            "keep no buffers in the provider and nothing static; declare @CalledSerially where "
                + "something that the process has once can't be shared.")
    public final void environmentsWorkSideBySide() {
      withMaker(COPIES, (made, workspace) -> EnvironmentRules.assumeIndependence(made));
      EnvironmentProvider provider = provider();
      SideBySide.requireSame(
          provider,
          () -> workspace(provider),
          workspace -> () -> seen(provider, workspace),
          EnvironmentRules::requireSameSideBySide);
    }
  }

  /** Agreement with the exact model, where there is one. */
  @Nested
  public class Exactness {
    /** Made by JUnit. */
    public Exactness() {}

    /** Exact model. */
    @Rule(
        id = "ENV-6",
        must =
            "The exact model MUST hold probabilities: non-negative, the first state's "
                + "summing to 1, the next states' to 1 at most.",
        fix =
            "correct the table; what is lost is the probability that the episode " + "terminates.")
    public final void exactModelIsSound() {
      with(
          COPIES,
          episodes -> TabularRules.requireSound(TabularRules.model(episodes.environment())));
    }

    /** Agreement. */
    @Rule(
        id = "ENV-7",
        must = "Steps MUST follow the exact model: its transitions and its expected " + "rewards.",
        fix =
            "make both from one table; observations are the states' numbers or one-hot "
                + "vectors.")
    public final void stepsFollowExactModel() {
      with(MANY_COPIES, TabularRules::requireAgreement);
    }

    /** Termination. */
    @Rule(
        id = "ENV-8",
        must =
            "An episode MUST NOT be terminated where the exact model goes on: a time "
                + "limit is truncated.",
        fix =
            "report time limits and other cuts as truncated, the end of the process as "
                + "terminated.")
    public final void timeLimitsAreTruncated() {
      with(MANY_COPIES, TabularRules::requireTruncationApart);
    }

    /** Invalid actions. */
    @Rule(
        id = "ENV-15",
        must =
            "An action that the exact model does not have MUST be refused by an "
                + "EsscherException of code DATA that names its row.",
        fix = "check the range before any copy moves.")
    public final void invalidActionsAreRefused() {
      with(COPIES, EnvironmentRules::requireInvalidActionsRefused);
    }
  }

  /** What calls leave in use, and what can be closed. */
  @Nested
  public class Memory {
    /** Made by JUnit. */
    public Memory() {}

    /** Memory. */
    @Rule(
        id = "ENV-10",
        must =
            "reset and step MUST NOT leave memory in use that they did not make with "
                + "the context's columns.",
        fix = "make columns with context.columns(); close whatever else you allocate.")
    public final void callsLeaveNoMemory() {
      withMaker(
          COPIES, (made, workspace) -> EnvironmentRules.requireNoMemoryLeft(made.get(), workspace));
    }

    /** Closing. */
    @Rule(
        id = "ENV-11",
        must = "An environment MUST be closable twice, and leave others open.",
        fix =
            "let close do nothing when it is called again, and share nothing that it " + "closes.")
    public final void closingTwice() {
      withMaker(COPIES, (made, workspace) -> EnvironmentRules.requireClosingTwice(made));
    }
  }

  private List<String> seen(EnvironmentProvider provider, Workspace workspace) {
    try (Environment made = provider.create(COPIES, workspace.context(workspace.inputs(), 5))) {
      return EnvironmentRules.seen(new Episodes(made, this::actions, workspace));
    }
  }

  private void with(int copies, Consumer<Episodes> verify) {
    withMaker(copies, (made, workspace) -> verify.accept(made.get()));
  }

  private void withMaker(int copies, BiConsumer<Supplier<Episodes>, Workspace> verify) {
    EnvironmentProvider provider = provider();
    List<Environment> open = new ArrayList<>();
    try (Workspace workspace = workspace(provider)) {
      verify.accept(
          () -> {
            Environment made = provider.create(copies, workspace.context(workspace.inputs(), 5));
            open.add(made);
            return new Episodes(made, this::actions, workspace);
          },
          workspace);
      open.forEach(Environment::close);
    }
  }
}
