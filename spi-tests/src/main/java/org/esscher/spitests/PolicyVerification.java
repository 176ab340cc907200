package org.esscher.spitests;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/**
 * Verifies a policy against the rules POL, as far as its capabilities go: a rule about enumeration,
 * sampling or parameters is skipped, visibly, where the policy has none.
 */
public abstract class PolicyVerification extends Verification {
  /** What a policy chooses, where it is not given. */
  private static final Set<String> CHOICES = Set.of("action", "completion");

  private @Nullable GuessedRows guessed;

  /** For subclasses. */
  protected PolicyVerification() {}

  /**
   * The policy to verify.
   *
   * @return its provider
   */
  protected abstract PolicyProvider provider();

  /**
   * Contexts to act on; by default drawn from the names of the policy's inputs.
   *
   * @param columns makes the columns
   * @return at least two different rows with every input of the policy, an action included where
   *     that is an input and the policy can neither enumerate nor sample
   */
  protected Batch contexts(Columns columns) {
    if (guessed == null) {
      guessed = guessed();
    }
    return guessed.draw(columns);
  }

  private GuessedRows guessed() {
    PolicyProvider provider = provider();
    try (Workspace workspace = workspace(provider)) {
      Context context = workspace.context(workspace.inputs(), 5);
      try (Policy policy = provider.create(context, null)) {
        Set<String> inputs = new HashSet<>(policy.inputs());
        if (policy.as(Enumerable.class).isPresent() || policy.as(Sampler.class).isPresent()) {
          inputs.removeAll(CHOICES);
        }
        return GuessedRows.accepted(
            inputs,
            workspace.inputs(),
            rows -> new PolicyTrial(policy, rows, context, workspace).decisions().outputs(),
            "override contexts(Columns).");
      }
    }
  }

  /**
   * The column whose equal values make rows belong together, for policies whose rows are each
   * other's candidates: what {@link Policy#groupedBy} has to give for {@link #contexts}.
   *
   * @return its name; empty for what the policy says
   */
  protected String group() {
    return "";
  }

  /** The enumerated distribution. */
  @Nested
  public class Probabilities {
    /** Made by JUnit. */
    public Probabilities() {}

    /** Normalization. */
    @Rule(
        id = "POL-1",
        must = "The enumerated probabilities of each context MUST sum to 1 within 1e-12.",
        fix =
            "normalize with log-sum-exp in float64 over exactly the choices that are " + "listed.")
    public final void probabilitiesSumToOne() {
      with(EnumerationRules::requireSumsOfOne);
    }

    /** One log-probability. */
    @Rule(
        id = "POL-2",
        must = "The output logp MUST agree with what enumerate lists.",
        fix = "compute both from the same logits and the same normalizer.")
    public final void forwardAgreesWithEnumeration() {
      with(EnumerationRules::requireAgreement);
    }

    /** Extremes. */
    @Rule(
        id = "POL-13",
        must = "With parameters of ±800 the enumerated probabilities MUST still sum " + "to 1.",
        fix = "subtract the largest logit before exp.")
    public final void extremeParametersAreNumbers() {
      with(EnumerationRules::requireNumbersAtExtremes);
    }

    /** Assignment. */
    @Rule(
        id = "POL-14",
        must = "A policy that was assigned log-probabilities MUST list them, normalized.",
        fix =
            "normalize within each context_row, and store what choices of equal "
                + "content share once.")
    public final void assignedProbabilitiesAreListed() {
      with(EnumerationRules::requireAssignment);
    }
  }

  /** What is drawn. */
  @Nested
  public class Samples {
    /** Made by JUnit. */
    public Samples() {}

    /** Samples. */
    @Rule(
        id = "POL-3",
        must =
            "Samples MUST follow the enumerated probabilities, and behavior_logp MUST "
                + "be their log-probability.",
        fix =
            "draw from the enumerated distribution, and record the log-probability "
                + "drawn from.")
    public final void samplesFollowProbabilities() {
      with(trial -> SamplingRules.requireFrequencies(trial, EnumerationRules.choices(trial)));
    }

    /** Seeds. */
    @Rule(
        id = "POL-8",
        must = "Sampling with generators of the same seed MUST draw the same.",
        fix = "draw from the generator that sample is given, and from no other.")
    public final void samplingRepeats() {
      with(SamplingRules::requireSameFromSameSeed);
    }

    /** Ratio. */
    @Rule(
        id = "POL-11",
        must =
            "The output logp of a drawn row MUST be its behavior_logp while nothing "
                + "was trained.",
        fix =
            "record the log-probability of the distribution that was sampled, with its "
                + "temperature and its mask, and compute logp with the same.")
    public final void ratioOfFreshSamplesIsOne() {
      with(SamplingRules::requireRatioOne);
    }

    /** Order of draws. */
    @Rule(
        id = "POL-12",
        must =
            "sample MUST give as many rows as were asked for, the draws of one context "
                + "together, with the context's columns.",
        fix = "repeat each context's row by take, and add the drawn columns to it.")
    public final void drawsOfAContextLieTogether() {
      with(SamplingRules::requireDrawsTogether);
    }
  }

  /** Derivatives in parameters and inputs. */
  @Nested
  public class Gradients {
    /** Made by JUnit. */
    public Gradients() {}

    /** Gradients. */
    @Rule(
        id = "POL-4",
        must =
            "pullback MUST give the derivative of the outputs' weighted sum in the "
                + "parameters.",
        fix =
            "correct the derivative: of the sum over rows, no division by their "
                + "number, with the normalizer's share.")
    public final void pullbackIsDerivative() {
      withDecisions(ModelRules::requireDerivatives);
    }

    /** Input gradients. */
    @Rule(
        id = "POL-16",
        must =
            "The cotangents of inputs MUST be the derivative of the outputs' weighted "
                + "sum in them.",
        fix = "correct the derivative, or leave the input out of differentiableInputs().")
    public final void inputCotangentsAreDerivatives() {
      withDecisions(ModelRules::requireInputDerivatives);
    }
  }

  /** What is saved, assigned and left alone. */
  @Nested
  public class Parameters {
    /** Made by JUnit. */
    public Parameters() {}

    /** Restoring. */
    @Rule(
        id = "POL-5",
        must = "A policy made from what save gave MUST have exactly the same outputs.",
        fix =
            "save every parameter and everything else that outputs depend on, and read "
                + "it back.")
    public final void restoredPolicyIsTheSame() {
      withDecisions(
          trial ->
              ModelRules.requireRestored(
                  trial, saved -> provider().create(trial.context(), saved)));
    }

    /** Purity of pullback. */
    @Rule(
        id = "POL-7",
        must = "forward and pullback MUST NOT change the parameters.",
        fix = "return the gradient; the host's optimizer steps.")
    public final void pullbackDoesNotStep() {
      withDecisions(ModelRules::requireUnchangedParameters);
    }

    /** Points. */
    @Rule(
        id = "POL-15",
        must =
            "parameters MUST be a point that later steps don't move, and assign MUST "
                + "set exactly it.",
        fix = "copy the parameters in both directions.")
    public final void parametersAreAPoint() {
      withDecisions(ModelRules::requireParametersAreAPoint);
    }
  }

  /** What a row gives, whatever is around it. */
  @Nested
  public class Outputs {
    /** Made by JUnit. */
    public Outputs() {}

    /** Batch-mates. */
    @Rule(
        id = "POL-6",
        must =
            "A row's outputs MUST NOT depend on the other rows of the batch, but those "
                + "of its group.",
        fix =
            "compute each row by itself, without padding and batch statistics; if rows "
                + "are each other's candidates, return their column from groupedBy().")
    public final void batchMatesDontMatter() {
      withDecisions(trial -> ModelRules.requireIndependentRows(trial, group()));
    }

    /** Repetition. */
    @Rule(
        id = "POL-9",
        must = "The same rows MUST have exactly the same outputs each time.",
        fix = "leave out dropout, caches and generators in forward; draw in sample only.")
    public final void outputsRepeat() {
      withDecisions(ModelRules::requireRepeatable);
    }

    /** Inputs. */
    @Rule(
        id = "POL-10",
        must = "forward SHOULD read no column but the declared inputs.",
        fix =
            "name every column that forward reads in inputs(); depart from this rule where one of"
                + " several layouts of columns will do.")
    public final void onlyDeclaredInputsAreRead() {
      withDecisions(ModelRules::requireDeclaredInputs);
    }

    /** Threads. */
    @Rule(
        id = "POL-20",
        must =
            "A policy MUST give the same outputs on another thread than the one that " + "made it.",
        fix =
            "keep nothing in ThreadLocals, and ask for no thread's identity; calls "
                + "come one at a time, from any thread.")
    public final void otherThreadsSeeTheSame() {
      withDecisions(ModelRules::requireSameOnOtherThread);
    }

    /** Threads at once. */
    @Rule(
        id = "POL-21",
        must =
            "Policies of one provider MUST give the same on several threads at once, each its own, "
                + "unless the provider is declared to be called serially.",
        fix =
            "keep no buffers in the provider and nothing static; declare @CalledSerially where "
                + "something that the process has once can't be shared.")
    public final void policiesWorkSideBySide() {
      PolicyProvider provider = provider();
      with(
          trial ->
              SideBySide.requireSame(
                  List.of(provider, trial.policy()),
                  () -> workspace(provider),
                  workspace -> decisionsOf(provider, workspace),
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
        id = "POL-17",
        must =
            "forward, pullback, sample and enumerate MUST NOT leave memory in use that "
                + "they did not make with the context's columns.",
        fix =
            "make columns with context.columns(); close whatever else you allocate, at "
                + "the latest when the pass is closed.")
    public final void callsLeaveNoMemory() {
      withDecisions(ModelRules::requireNoMemoryLeft);
      with(PolicyVerification::requireNoMemoryOfChoices);
    }

    /** Refused memory. */
    @Rule(
        id = "POL-18",
        must =
            "When memory is refused, the refusal MUST come out, leave nothing in use "
                + "and change nothing.",
        fix =
            "let exceptions pass; close what was allocated before them "
                + "(try-with-resources); change fields last.")
    public final void refusedMemoryIsTold() {
      withDecisions(ModelRules::requireRefusalsCleanUp);
    }

    /** Closing. */
    @Rule(
        id = "POL-19",
        must =
            "Passes and the policy MUST be closable twice and in any order, and a pass "
                + "MUST NOT close another.",
        fix =
            "give each pass its own buffers, and let close do nothing when it is "
                + "called again.")
    public final void closingTwiceAndInAnyOrder() {
      withDecisions(ModelRules::requireClosingInAnyOrder);
    }
  }

  private static void requireNoMemoryOfChoices(PolicyTrial trial) {
    long before = trial.workspace().allocatedBytes();
    Arena call = trial.workspace().call();
    PolicyTrial inCall = trial.in(call);
    inCall
        .policy()
        .as(Enumerable.class)
        .ifPresent(enumerable -> enumerable.enumerate(inCall.contexts(), inCall.context()));
    if (trial.policy().as(Sampler.class).isPresent()) {
      SamplingRules.sample(inCall, 2, Workspace.random(3));
    }
    Workspace.closeLeaking(call);
    long left = trial.workspace().allocatedBytes() - before;
    Findings.require(left == 0, "%s bytes are in use after enumerate and sample", left);
  }

  private Callable<Map<String, double[]>> decisionsOf(
      PolicyProvider provider, Workspace workspace) {
    Batch contexts = contexts(workspace.inputs());
    return () -> {
      Context context = workspace.context(workspace.inputs(), 5);
      try (Policy policy = provider.create(context, null)) {
        ModelTrial.move(policy);
        return ModelRules.outputs(
            new PolicyTrial(policy, contexts, context, workspace).decisions());
      }
    };
  }

  private void withDecisions(Consumer<ModelTrial> verify) {
    with(trial -> verify.accept(trial.decisions()));
  }

  private void with(Consumer<PolicyTrial> verify) {
    PolicyProvider provider = provider();
    try (Workspace workspace = workspace(provider)) {
      Context context = workspace.context(workspace.inputs(), 5);
      try (Policy policy = provider.create(context, null)) {
        ModelTrial.move(policy);
        verify.accept(new PolicyTrial(policy, contexts(workspace.inputs()), context, workspace));
      }
    }
  }
}
