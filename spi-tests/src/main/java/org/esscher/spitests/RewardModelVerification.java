package org.esscher.spitests;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/**
 * Verifies a reward model against the rules REW, as far as its capabilities go: a rule about
 * parameters or comparisons is skipped, visibly, where it does not apply.
 *
 * <p>For example:
 *
 * <pre>{@code
 * class SoundsLikeTest extends RewardModelVerification {
 *   @Override
 *   protected RewardModelProvider provider() {
 *     return (context, saved) -> new SoundsLike("answer", 8);
 *   }
 *
 *   @Override
 *   protected Batch rows(Columns columns) {
 *     return columns.batch(
 *         Map.of(
 *             "completion", columns.texts(List.of("nite", "day")),
 *             "answer", columns.texts(List.of("night", "night"))));
 *   }
 * }
 * }</pre>
 */
public abstract class RewardModelVerification extends Verification {
  private @Nullable GuessedRows guessed;

  /** For subclasses. */
  protected RewardModelVerification() {}

  /**
   * The reward model to verify.
   *
   * @return its provider; {@code (context, saved) -> new MyReward(…)} for a record that is a reward
   *     model itself
   */
  protected abstract RewardModelProvider provider();

  /**
   * Rows to score; by default drawn from the names of the reward model's inputs.
   *
   * @param columns makes the columns
   * @return at least two different rows with every input of the reward model
   */
  protected Batch rows(Columns columns) {
    if (guessed == null) {
      guessed = guessed();
    }
    return guessed.draw(columns);
  }

  private GuessedRows guessed() {
    RewardModelProvider provider = provider();
    try (Workspace workspace = workspace(provider)) {
      Context context = workspace.context(workspace.inputs(), 5);
      try (RewardModel model = provider.create(context, null)) {
        return GuessedRows.accepted(
            model.inputs(),
            workspace.inputs(),
            rows -> new ModelTrial(model, rows, context, workspace).outputs(),
            "override rows(Columns).");
      }
    }
  }

  /**
   * The column whose equal values make rows belong together, for rewards of whole groups or
   * episodes: what {@link RewardModel#groupedBy} has to give for {@link #rows}.
   *
   * @return its name; empty for what the model says
   */
  protected String group() {
    return "";
  }

  /** What a score and a comparison are. */
  @Nested
  public class Scores {
    /** Made by JUnit. */
    public Scores() {}

    /** Scores. */
    @Rule(
        id = "REW-1",
        must =
            "The output score MUST have a row for each row, and hold finite numbers or "
                + "−∞, never NaN and never +∞.",
        fix =
            "score what can't be judged −∞, or refuse it with an EsscherException that "
                + "names the row.")
    public final void scoresAreRewards() {
      with(ScoringRules::requireRewards);
    }

    /** Comparisons. */
    @Rule(
        id = "REW-6",
        must =
            "compare MUST give probabilities, those of a pair and of its reverse "
                + "summing to 1, and 1/2 for a row and itself.",
        fix = "return P(first is preferred); compute the reverse from the same number.")
    public final void comparisonsArePreferences() {
      with(ScoringRules::requirePreferences);
    }
  }

  /** Derivatives in parameters and inputs. */
  @Nested
  public class Gradients {
    /** Made by JUnit. */
    public Gradients() {}

    /** Gradients. */
    @Rule(
        id = "REW-3",
        must =
            "pullback MUST give the derivative of the outputs' weighted sum in the "
                + "parameters.",
        fix = "correct the derivative: of the sum over rows, no division by their number.")
    public final void pullbackIsDerivative() {
      with(ModelRules::requireDerivatives);
    }

    /** Input gradients. */
    @Rule(
        id = "REW-11",
        must =
            "The cotangents of inputs MUST be the derivative of the outputs' weighted "
                + "sum in them.",
        fix = "correct the derivative, or leave the input out of differentiableInputs().")
    public final void inputCotangentsAreDerivatives() {
      with(ModelRules::requireInputDerivatives);
    }
  }

  /** What is saved, assigned and left alone. */
  @Nested
  public class Parameters {
    /** Made by JUnit. */
    public Parameters() {}

    /** Restoring. */
    @Rule(
        id = "REW-4",
        must = "A reward model made from what save gave MUST have exactly the same " + "outputs.",
        fix =
            "save every parameter and everything else that outputs depend on, and read "
                + "it back.")
    public final void restoredRewardIsTheSame() {
      with(
          trial ->
              ModelRules.requireRestored(
                  trial, saved -> provider().create(trial.context(), saved)));
    }

    /** Purity of pullback. */
    @Rule(
        id = "REW-5",
        must = "forward and pullback MUST NOT change the parameters.",
        fix = "return the gradient; the host's optimizer steps.")
    public final void pullbackDoesNotStep() {
      with(ModelRules::requireUnchangedParameters);
    }

    /** Points. */
    @Rule(
        id = "REW-10",
        must =
            "parameters MUST be a point that later steps don't move, and assign MUST "
                + "set exactly it.",
        fix = "copy the parameters in both directions.")
    public final void parametersAreAPoint() {
      with(ModelRules::requireParametersAreAPoint);
    }
  }

  /** What a row gives, whatever is around it. */
  @Nested
  public class Outputs {
    /** Made by JUnit. */
    public Outputs() {}

    /** Batch-mates. */
    @Rule(
        id = "REW-2",
        must =
            "A row's score MUST NOT depend on the other rows of the batch, but those "
                + "of its group.",
        fix =
            "score each row by itself, without padding and batch statistics; if whole "
                + "groups are scored, return their column from groupedBy().")
    public final void batchMatesDontMatter() {
      with(trial -> ModelRules.requireIndependentRows(trial, group()));
    }

    /** Repetition. */
    @Rule(
        id = "REW-7",
        must = "The same rows MUST have exactly the same outputs each time.",
        fix =
            "leave out caches and generators; a noisy judge draws in the environment, "
                + "not in the reward model.")
    public final void outputsRepeat() {
      with(ModelRules::requireRepeatable);
    }

    /** Inputs. */
    @Rule(
        id = "REW-8",
        must = "forward SHOULD read no column but the declared inputs.",
        fix =
            "name every column that forward reads in inputs(); depart from this rule "
                + "where one of several layouts of columns will do.")
    public final void onlyDeclaredInputsAreRead() {
      with(ModelRules::requireDeclaredInputs);
    }

    /** Order. */
    @Rule(
        id = "REW-9",
        must = "Scores MUST move with their rows when rows are reordered.",
        fix = "write the score of row i into row i.")
    public final void scoresMoveWithRows() {
      with(ScoringRules::requireOrder);
    }

    /** Threads. */
    @Rule(
        id = "REW-15",
        must =
            "A reward model MUST give the same outputs on another thread than the one "
                + "that made it.",
        fix =
            "keep nothing in ThreadLocals, and ask for no thread's identity; calls "
                + "come one at a time, from any thread.")
    public final void otherThreadsSeeTheSame() {
      with(ModelRules::requireSameOnOtherThread);
    }

    /** Threads at once. */
    @Rule(
        id = "REW-16",
        must =
            "Reward models of one provider MUST give the same on several threads at once, each its own, "
                + "unless the provider is declared to be called serially.",
        fix =
            "keep no buffers in the provider and nothing static; declare @CalledSerially where "
                + "something that the process has once can't be shared.")
    public final void rewardModelsWorkSideBySide() {
      RewardModelProvider provider = provider();
      with(
          trial ->
              SideBySide.requireSame(
                  List.of(provider, trial.model()),
                  () -> workspace(provider),
                  workspace -> scoresOf(provider, workspace),
                  ModelRules::requireSameOutputs));
    }
  }

  /** What calls leave in use, and what can be closed. */
  @Nested
  public class Memory {
    /** Made by JUnit. */
    public Memory() {}

    /** Memory. */
    @Rule(
        id = "REW-12",
        must =
            "forward and pullback MUST NOT leave memory in use that they did not make "
                + "with the context's columns.",
        fix =
            "make columns with context.columns(); close whatever else you allocate, at "
                + "the latest when the pass is closed.")
    public final void callsLeaveNoMemory() {
      with(ModelRules::requireNoMemoryLeft);
    }

    /** Refused memory. */
    @Rule(
        id = "REW-13",
        must =
            "When memory is refused, the refusal MUST come out, leave nothing in use "
                + "and change nothing.",
        fix =
            "let exceptions pass; close what was allocated before them "
                + "(try-with-resources); change fields last.")
    public final void refusedMemoryIsTold() {
      with(ModelRules::requireRefusalsCleanUp);
    }

    /** Closing. */
    @Rule(
        id = "REW-14",
        must =
            "Passes and the reward model MUST be closable twice and in any order, and "
                + "a pass MUST NOT close another.",
        fix =
            "give each pass its own buffers, and let close do nothing when it is "
                + "called again.")
    public final void closingTwiceAndInAnyOrder() {
      with(ModelRules::requireClosingInAnyOrder);
    }
  }

  private Callable<Map<String, double[]>> scoresOf(
      RewardModelProvider provider, Workspace workspace) {
    Batch rows = rows(workspace.inputs());
    return () -> {
      Context context = workspace.context(workspace.inputs(), 5);
      try (RewardModel model = provider.create(context, null)) {
        ModelTrial.move(model);
        return ModelRules.outputs(new ModelTrial(model, rows, context, workspace));
      }
    };
  }

  private void with(Consumer<ModelTrial> verify) {
    RewardModelProvider provider = provider();
    try (Workspace workspace = workspace(provider)) {
      Context context = workspace.context(workspace.inputs(), 5);
      try (RewardModel model = provider.create(context, null)) {
        ModelTrial.move(model);
        verify.accept(new ModelTrial(model, rows(workspace.inputs()), context, workspace));
      }
    }
  }
}
