package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.Consumer;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.CustomObjective;
import org.esscher.api.Estimator;
import org.esscher.api.Objective;
import org.junit.jupiter.api.Nested;

/**
 * Verifies an objective or a statistic against the rules EST. The batches are generated from what
 * the estimator declares: every column within the range that the vocabulary gives it, model outputs
 * as columns, groups of 1 to 4 rows scattered over the batch, rows of 0 to 3 tokens with a mask,
 * and weights, in batches of 1 to 9 rows. The protected methods narrow that where an estimator is
 * not defined; each default claims the most.
 *
 * <p>For example:
 *
 * <pre>{@code
 * class InversePropensityScoringConformance extends EstimatorVerification {
 *   @Override
 *   protected Estimator estimator() {
 *     return new InversePropensityScoring();
 *   }
 * }
 * }</pre>
 */
public abstract class EstimatorVerification extends Verification {
  /** For subclasses. */
  protected EstimatorVerification() {}

  /**
   * The estimator to verify.
   *
   * @return an objective or a statistic, a new one or always the same
   */
  protected abstract Estimator estimator();

  /**
   * The smallest batch that the estimator is defined for.
   *
   * @return rows
   */
  protected int minimumRows() {
    return 1;
  }

  /**
   * The smallest group that the estimator is defined for.
   *
   * @return rows
   */
  protected int minimumGroupSize() {
    return 1;
  }

  /**
   * The fewest tokens of a row that the estimator is defined for; 1 for means over a row's tokens.
   *
   * @return tokens that the mask doesn't exclude
   */
  protected int minimumTokens() {
    return 0;
  }

  /**
   * Whether the order of a group's rows means something, as it does for the steps of an episode.
   *
   * @return true when it does; then only whole groups are reordered
   */
  protected boolean rowsAreOrdered() {
    return false;
  }

  /**
   * Components of the vectors that are generated.
   *
   * @return at least 1
   */
  protected int vectorWidth() {
    return 3;
  }

  /**
   * The seed of what is generated.
   *
   * @return any number
   */
  protected long seed() {
    return 1;
  }

  /**
   * Whether the samples of a surrogate loss come from the policy itself, so that they move with it.
   *
   * @return false when they stay where they were drawn, from {@code behavior_logp}: then the
   *     expectation that a surrogate follows is over that distribution
   */
  protected boolean samplesFollowPolicy() {
    return true;
  }

  /**
   * Whether the expected cotangent of a surrogate loss is the gradient of its expected value, or of
   * what it says that it follows.
   *
   * @param loss the loss
   * @return false for a semi-gradient in code, which follows no function, and where that holds only
   *     in the limit of large batches, as with a normalizer that is estimated from the same rows
   */
  protected boolean followsValue(String loss) {
    return true;
  }

  /**
   * Whether rewards that differ by rounding act as equal ones; not so where rewards are ranked.
   *
   * @return false when results jump where two rewards are equal
   */
  protected boolean continuousInRewards() {
    return true;
  }

  /**
   * Changes a generated batch, for constraints that the vocabulary doesn't know, such as a discount
   * below 1.
   *
   * @param slot the slot
   * @param batch what was generated
   * @param columns makes columns
   * @return the same number of rows
   */
  protected Batch adjust(String slot, Batch batch, Columns columns) {
    return batch;
  }

  /** Derivatives and where they go. */
  @Nested
  public class Cotangents {
    /** Made by JUnit. */
    public Cotangents() {}

    /** Gradients. */
    @Rule(
        id = "EST-1",
        must =
            "The cotangents of an EXACT loss MUST be the derivative of the value that "
                + "it reports.",
        fix =
            "correct the cotangents (their sign, the derivative of each factor, no "
                + "division by the weight), or declare the loss a surrogate if it is meant "
                + "to follow something else.")
    public final void cotangentsAreDerivatives() {
      forEach(Gradients::requireExact);
    }

    /** Frozen columns. */
    @Rule(
        id = "EST-6",
        must = "Only outputs of a role's current version MUST receive cotangents.",
        fix =
            "give cotangents to outputs of trained roles only; stored columns and "
                + "snapshots (role@version) are frozen.")
    public final void frozenColumnsGetNoCotangents() {
      forEach(Gradients::requireFrozen);
    }

    /** Surrogates. */
    @Rule(
        id = "EST-11",
        must =
            "The expected cotangent of a SURROGATE loss MUST be the gradient of the "
                + "expected value that it reports, or of what it says that it follows.",
        fix =
            "check the score function's factor and sign, and that no baseline holds "
                + "the row's own reward; if the loss follows something else, say what with "
                + "following(…); if its samples stay where they were drawn, override "
                + "samplesFollowPolicy().")
    public final void surrogatesFollowTheirValues() {
      try (Workspace workspace = workspace(estimator())) {
        Surrogates.requireExpectedGradients(
            EnumeratedSamples.of(fixture(), workspace),
            samplesFollowPolicy(),
            EstimatorVerification.this::followsValue);
      }
    }
  }

  /** What rows, groups, tokens and weights may and may not change. */
  @Nested
  public class Batches {
    /** Made by JUnit. */
    public Batches() {}

    /** Row order. */
    @Rule(
        id = "EST-2",
        must =
            "Results MUST NOT depend on the order of rows, within a group where there "
                + "are groups.",
        fix =
            "use no row's position; if the order within a group means something, "
                + "override rowsAreOrdered().")
    public final void rowOrderIsFree() {
      assumeTrue(!rowsAreOrdered(), "the order of a group's rows means something here");
      boolean grouped = fixture().grouped();
      forEach(trial -> Orders.requireRowOrderFree(trial, grouped, seed()));
    }

    /** Group order. */
    @Rule(
        id = "EST-3",
        must =
            "Results MUST NOT depend on the order of groups, nor on where their rows " + "stand.",
        fix =
            "let groups count alike or by their weight; use no group's number and no "
                + "neighbor.")
    public final void groupOrderIsFree() {
      assumeTrue(fixture().grouped(), "no slot is grouped");
      forEach(Orders::requireGroupOrderFree);
    }

    /** Masks. */
    @Rule(
        id = "EST-4",
        must =
            "Tokens that loss_mask excludes MUST NOT matter: not their values, not "
                + "their number.",
        fix =
            "count and sum tokens of declared expressions only; those of the stored "
                + "batch include masked ones.")
    public final void maskedTokensDoNotExist() {
      assumeTrue(fixture().hasTokens(), "nothing is read token by token");
      forEach(Masks::requireIrrelevant);
    }

    /** Weights. */
    @Rule(
        id = "EST-9",
        must =
            "In a loss without groups, a row of weight 2 MUST count as two rows of " + "weight 1.",
        fix =
            "weigh the row's loss and the row's share of the total weight by the "
                + "weight column.")
    public final void weightsAreRepetitions() {
      Estimator estimator = estimator();
      assumeTrue(
          estimator instanceof Objective || estimator instanceof CustomObjective,
          "statistics may count rows");
      assumeTrue(!fixture().grouped(), "a repeated row changes its group");
      forEach(Splits::requireWeightsAreRepetitions);
    }

    /** Splits. */
    @Rule(
        id = "EST-10",
        must =
            "The sums and weights of a custom objective MUST be those of its parts "
                + "added up, wherever it says that a batch may be split.",
        fix = "return sums over the rows at hand, never means; or declare a coarser " + "split.")
    public final void splitsAddUp() {
      boolean byGroup = splitsByGroup();
      forEach(trial -> Splits.requireAdditive(trial, byGroup));
    }

    /** Broadcasting. */
    @Rule(
        id = "EST-12",
        must =
            "One value per row MUST reach that row's tokens, also where rows have as many "
                + "tokens as there are rows.",
        fix =
            "take the row's value for each of its tokens; a value indexed by the "
                + "token's place is another row's.")
    public final void valuesReachTheirOwnTokens() {
      assumeTrue(fixture().hasTokens(), "nothing is read token by token");
      boolean grouped = fixture().grouped();
      fixture()
          .forEachSquare(
              trial -> {
                if (!rowsAreOrdered()) {
                  Orders.requireRowOrderFree(trial, grouped, seed());
                }
                Orders.requireGroupOrderFree(trial);
              });
    }

    /** Merged state. */
    @Rule(
        id = "EST-19",
        must =
            "The changes of a custom objective's state MUST be those of its parts "
                + "added up, wherever it says that a batch may be split.",
        fix =
            "return sums over the rows at hand as the state's change, never means and "
                + "never the new state.")
    public final void changesOfStateAddUp() {
      boolean byGroup = splitsByGroup();
      forEach(trial -> EstimatorStates.requireAdditive(trial, byGroup));
    }
  }

  /** What columns mean: ratios, terminated and truncated steps. */
  @Nested
  public class Semantics {
    /** Made by JUnit. */
    public Semantics() {}

    /** Ratios. */
    @Rule(
        id = "EST-13",
        must =
            "A loss that reads old_logp MUST see ratios: a constant added to all "
                + "log-probabilities changes nothing, and nothing is clipped where the "
                + "policy is the one that sampled.",
        fix =
            "use old_logp in logp − old_logp only, of the same tokens and at the same "
                + "temperature.")
    public final void oldLogProbabilitiesMakeRatios() {
      forEach(LogProbabilities::requireRatios);
    }

    /** Cuts. */
    @Rule(
        id = "EST-14",
        must =
            "A next value MUST NOT count after a terminated step, and MUST count after "
                + "one that was only truncated.",
        fix = "multiply the next value by 1 − terminated, and by nothing of truncated.")
    public final void cutsAreNoEnds() {
      forEach(Bootstraps::require);
    }
  }

  /** Batches at the ends of what is defined. */
  @Nested
  public class Extremes {
    /** Made by JUnit. */
    public Extremes() {}

    /** Equal rewards. */
    @Rule(
        id = "EST-15",
        must =
            "Equal rewards MUST give finite losses and cotangents, in groups of one " + "row too.",
        fix =
            "add a constant to the standard deviation before dividing, or treat such "
                + "groups apart.")
    public final void equalRewardsAreHarmless() {
      forEach(Rewards::requireFiniteWhereEqual);
    }

    /** Nearly equal rewards. */
    @Rule(
        id = "EST-16",
        must = "Rewards that differ by rounding MUST act as equal rewards.",
        fix =
            "add a constant to the standard deviation before dividing; if rewards are "
                + "ranked, override continuousInRewards().")
    public final void roundingIsNoAdvantage() {
      assumeTrue(continuousInRewards(), "rewards are ranked here");
      forEach(Rewards::requireContinuityAtEqual);
    }

    /** Nothing to estimate. */
    @Rule(
        id = "EST-17",
        must =
            "A batch without rows, without weight or without tokens MUST give numbers "
                + "or be refused by an EsscherException.",
        fix = "guard divisions by counts, or state what is needed with require(…).")
    public final void nothingIsHandled() {
      forEach(Degenerate::requireHandled);
    }

    /** Extremes. */
    @Rule(
        id = "EST-20",
        must =
            "Log-probabilities from −1e4 to −1e-8 MUST give finite losses and "
                + "cotangents where all policies agree.",
        fix = "subtract log-probabilities before exp; use expm1, log1p, log-sum-exp.")
    public final void smallProbabilitiesAreNumbers() {
      forEach(LogProbabilities::requireFiniteAtExtremes);
    }
  }

  /** Nothing but the call decides what it gives. */
  @Nested
  public class Purity {
    /** Made by JUnit. */
    public Purity() {}

    /** Determinism. */
    @Rule(
        id = "EST-5",
        must = "The same input and seed MUST give exactly the same result.",
        fix =
            "draw from the context's generator only; keep nothing in fields between "
                + "calls; iterate over ordered collections.")
    public final void resultsRepeat() {
      forEach(
          trial -> trial.read().requireSame("same input again", trial.read(), trial.identity(), 0));
    }

    /** Tracing. */
    @Rule(
        id = "EST-8",
        must = "Tracing MUST be deterministic: the same declaration every time.",
        fix = "let losses, quantities and reads depend on the configuration and nothing " + "else.")
    public final void tracingRepeats() {
      EstimatorCalls.requireSameDeclaration(estimator());
    }

    /** Restored state. */
    @Rule(
        id = "EST-18",
        must =
            "What a batch gives MUST depend on the state that is handed over, and on "
                + "nothing else of the batches before.",
        fix = "keep what is remembered in updates (or in the result's state), none in " + "fields.")
    public final void stateIsHandedOver() {
      forEach(
          trial -> EstimatorStates.requireRestorable(trial, fixture().another(trial), fixture()));
    }

    /** Threads. */
    @Rule(
        id = "EST-22",
        must =
            "An estimator MUST give the same on other threads, and on several at once unless it "
                + "is declared to be called serially.",
        fix =
            "keep no buffers in fields and nothing in ThreadLocals; declare @CalledSerially where "
                + "something that the process has once can't be shared.")
    public final void threadsDontMatter() {
      fixture().once(EstimatorCalls::requireSameOnOtherThreads);
    }
  }

  /** What a call leaves in use. */
  @Nested
  public class Memory {
    /** Made by JUnit. */
    public Memory() {}

    /** Memory. */
    @Rule(
        id = "EST-7",
        must =
            "A call MUST NOT leave memory in use that it did not make with the "
                + "context's columns.",
        fix =
            "make columns with context.columns(); close whatever else you allocate "
                + "from Arrow.")
    public final void callsLeaveNoMemory() {
      forEach(EstimatorCalls::requireNoMemoryLeft);
    }

    /** Refused memory. */
    @Rule(
        id = "EST-21",
        must =
            "When memory is refused to a custom objective, the refusal MUST come out, "
                + "leave nothing in use and change nothing.",
        fix =
            "let exceptions pass; close what was allocated before them " + "(try-with-resources).")
    public final void refusedMemoryIsTold() {
      assumeTrue(estimator() instanceof CustomObjective, "the host allocates for expressions");
      fixture().once(EstimatorCalls::requireRefusalsCleanUp);
    }
  }

  private boolean splitsByGroup() {
    assumeTrue(
        estimator() instanceof CustomObjective custom
            && custom.split() != CustomObjective.Split.BATCH,
        "expressions are split by the host; a batch that is declared whole is not split");
    assumeTrue(
        fixture().requirements().slots().size() == 1,
        "which rows of several slots belong together is not known here");
    return ((CustomObjective) estimator()).split() == CustomObjective.Split.GROUP
        && fixture().grouped();
  }

  /** Makes the batches. */
  final EstimatorFixture fixture() {
    return new EstimatorFixture(
        this::estimator,
        new EstimatorFixture.Bounds(
            minimumRows(), minimumGroupSize(), minimumTokens(), vectorWidth()),
        seed(),
        this::adjust,
        this::workspace);
  }

  private void forEach(Consumer<Trial> verify) {
    fixture().forEach(verify);
  }
}
