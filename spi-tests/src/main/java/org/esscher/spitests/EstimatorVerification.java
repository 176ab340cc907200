package org.esscher.spitests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.CustomObjective;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements;
import org.esscher.runtime.internal.estimate.Requirements.OutputRequirement;
import org.junit.jupiter.api.DisplayNameGeneration;

/**
 * Verifies an objective or a statistic against the rules EST. The batches are generated from what
 * the estimator declares: every column within the range that the vocabulary gives it, model outputs
 * as columns, groups of 1 to 4 rows scattered over the batch, rows of 0 to 3 tokens with a mask,
 * and weights, in batches of 1 to 9 rows. The protected methods narrow that where an estimator is
 * not defined; each default claims the most.
 */
@DisplayNameGeneration(RuleNames.class)
public abstract class EstimatorVerification {
  private static final int LARGEST_BATCH = 9;
  private static final double ROUNDING = 1e-9;

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

  /** Gradients. */
  @Rule(
      id = "EST-1",
      must = "The cotangents of an EXACT loss MUST be the derivative of the value that it reports.",
      fix =
          "correct the cotangents (their sign, the derivative of each factor, no division by the"
              + " weight), or declare the loss a surrogate if it is meant to follow something else.")
  public final void cotangentsAreDerivatives() {
    forEachTrial(
        trial -> Gradients.requireExact(trial, new Estimation().requirements(trial.estimator())));
  }

  /** Row order. */
  @Rule(
      id = "EST-2",
      must = "Results MUST NOT depend on the order of rows, within a group where there are groups.",
      fix =
          "use no row's position; if the order within a group means something, override"
              + " rowsAreOrdered().")
  public final void rowOrderIsFree() {
    assumeTrue(!rowsAreOrdered(), "the order of a group's rows means something here");
    boolean grouped = grouped();
    forEachTrial(
        trial -> {
          int[] order =
              grouped
                  ? trial.groups().reversedWithin()
                  : Groups.shuffled(trial.rows(), Workspace.random(seed() + 1));
          trial.read().requireSame("rows reordered", trial.reordered(order), order, ROUNDING);
        });
  }

  /** Group order. */
  @Rule(
      id = "EST-3",
      must = "Results MUST NOT depend on the order of groups, nor on where their rows stand.",
      fix = "let groups count alike or by their weight; use no group's number and no neighbour.")
  public final void groupOrderIsFree() {
    assumeTrue(grouped(), "no slot is grouped");
    forEachTrial(
        trial -> {
          int[] order = trial.groups().groupsReversed();
          trial.read().requireSame("groups reordered", trial.reordered(order), order, ROUNDING);
        });
  }

  /** Masks. */
  @Rule(
      id = "EST-4",
      must = "Tokens that loss_mask excludes MUST NOT matter: not their values, not their number.",
      fix =
          "count and sum tokens of declared expressions only; those of the stored batch include"
              + " masked ones.")
  public final void maskedTokensDoNotExist() {
    assumeTrue(
        new Estimation()
            .requirements(estimator()).slots().values().stream()
                .anyMatch(
                    slot -> new GeneratedSlot(slot, minimumTokens(), vectorWidth()).hasTokens()),
        "nothing is read token by token");
    forEachTrial(
        trial -> {
          Arena inputs = trial.workspace().inputs();
          Readings before = trial.read();
          int[] order = trial.identity();
          before.requireSame(
              "masked tokens changed to 0.25",
              trial.read(batch -> Masks.spoiled(batch, 0.25, inputs)),
              order,
              0);
          before.requireSame(
              "masked tokens changed to NaN",
              trial.read(batch -> Masks.spoiled(batch, Double.NaN, inputs)),
              order,
              0);
          before.requireSame(
              "masked tokens removed",
              trial.read(batch -> Masks.removed(batch, inputs)),
              order,
              ROUNDING);
        });
  }

  /** Determinism. */
  @Rule(
      id = "EST-5",
      must = "The same input and seed MUST give exactly the same result.",
      fix =
          "draw from the context's generator only; keep nothing in fields between calls; iterate"
              + " over ordered collections.")
  public final void resultsRepeat() {
    forEachTrial(
        trial -> trial.read().requireSame("same input again", trial.read(), trial.identity(), 0));
  }

  /** Frozen columns. */
  @Rule(
      id = "EST-6",
      must = "Only outputs of a role's current version MUST receive cotangents.",
      fix =
          "give cotangents to outputs of trained roles only; stored columns and snapshots"
              + " (role@version) are frozen.")
  public final void frozenColumnsGetNoCotangents() {
    forEachTrial(
        trial -> {
          Set<String> trainable = new TreeSet<>();
          new Estimation()
              .requirements(trial.estimator())
              .slots()
              .forEach(
                  (slot, asked) -> {
                    for (OutputRequirement output : asked.outputs()) {
                      if (!output.role().contains("@")) {
                        trainable.add(slot + "/" + output.column());
                      }
                    }
                  });
          Readings readings = trial.read();
          for (String loss : readings.kinds().keySet()) {
            for (String name : readings.columns().keySet()) {
              if (name.startsWith(loss + "/")
                  && !trainable.contains(name.substring(loss.length() + 1))) {
                throw new AssertionError(
                    name
                        + " (loss/slot/column) got cotangents, but is frozen; trainable are "
                        + trainable);
              }
            }
          }
        });
  }

  /** Memory. */
  @Rule(
      id = "EST-7",
      must = "A call MUST NOT leave memory in use that it did not make with the context's columns.",
      fix = "make columns with context.columns(); close whatever else you allocate from Arrow.")
  public final void callsLeaveNoMemory() {
    forEachTrial(
        trial -> {
          Workspace workspace = trial.workspace();
          long before = workspace.allocatedBytes();
          Arena call = workspace.call();
          new Estimation()
              .estimate(
                  trial.estimator(),
                  trial.slots(),
                  State.empty(),
                  null,
                  workspace.context(call, 1),
                  false);
          call.close();
          long left = workspace.allocatedBytes() - before;
          if (left != 0) {
            throw new AssertionError(left + " bytes are in use after a call of " + trial.words());
          }
        });
  }

  /** Tracing. */
  @Rule(
      id = "EST-8",
      must = "Tracing MUST be deterministic: the same declaration every time.",
      fix = "let losses, quantities and reads depend on the configuration and nothing else.")
  public final void tracingRepeats() {
    Estimator estimator = estimator();
    Requirements first = new Estimation().requirements(estimator);
    Requirements second = new Estimation().requirements(estimator);
    if (!first.equals(second)) {
      throw new AssertionError("first it declared " + first + ", then " + second);
    }
  }

  /** Weights. */
  @Rule(
      id = "EST-9",
      must = "In a loss without groups, a row of weight 2 MUST count as two rows of weight 1.",
      fix = "weigh the row's loss and the row's share of the total weight by the weight column.")
  public final void weightsAreRepetitions() {
    Estimator estimator = estimator();
    assumeTrue(
        estimator instanceof Objective || estimator instanceof CustomObjective,
        "statistics may count rows");
    assumeTrue(!grouped(), "a repeated row changes its group");
    forEachTrial(
        trial -> {
          Arena inputs = trial.workspace().inputs();
          double[] weights =
              IntStream.range(0, trial.rows()).mapToDouble(row -> 1 + row % 2).toArray();
          int[] repeated =
              IntStream.range(0, trial.rows())
                  .flatMap(row -> IntStream.generate(() -> row).limit(1 + row % 2))
                  .toArray();
          Readings weighted = trial.read(batch -> batch.with("weight", inputs.numbers(weights)));
          double[] ones = new double[repeated.length];
          Arrays.fill(ones, 1);
          Readings expanded =
              trial.read(batch -> batch.take(repeated).with("weight", inputs.numbers(ones)));
          weighted
              .numbers()
              .forEach(
                  (name, value) ->
                      Readings.requireClose(
                          "rows of weight 2 written twice, " + trial.words() + ": " + name,
                          value,
                          expanded.number(name),
                          ROUNDING));
        });
  }

  /** Splits. */
  @Rule(
      id = "EST-10",
      must =
          "The sums and weights of a custom objective MUST be those of its parts added up, wherever"
              + " it says that a batch may be split.",
      fix = "return sums over the rows at hand, never means; or declare a coarser split.")
  public final void splitsAddUp() {
    assumeTrue(
        estimator() instanceof CustomObjective custom
            && custom.split() != CustomObjective.Split.BATCH,
        "expressions are split by the host; a batch that is declared whole is not split");
    assumeTrue(
        new Estimation().requirements(estimator()).slots().size() == 1,
        "which rows of several slots belong together is not known here");
    boolean byGroup = ((CustomObjective) estimator()).split() == CustomObjective.Split.GROUP;
    forEachTrial(trial -> Splits.requireAdditive(trial, byGroup && grouped()));
  }

  private boolean grouped() {
    return new Estimation()
        .requirements(estimator()).slots().values().stream()
            .anyMatch(slot -> slot.groupedBy() != null);
  }

  private void forEachTrial(Consumer<Trial> verify) {
    int smallest = Math.max(minimumRows(), grouped() ? minimumGroupSize() : 1);
    for (int rows = smallest; rows <= Math.max(LARGEST_BATCH, 3 * smallest); rows++) {
      Estimator estimator = estimator();
      try (Workspace workspace = new Workspace(estimator.getClass().getClassLoader())) {
        Trial trial = trial(estimator, rows, workspace);
        requireAccepted(trial);
        verify.accept(trial);
      }
    }
  }

  private static void requireAccepted(Trial trial) {
    try {
      trial.read();
    } catch (EsscherException refusal) {
      throw new RefusedBatch(trial.words(), refusal);
    }
  }

  private Trial trial(Estimator estimator, int rows, Workspace workspace) {
    RandomGenerator random = Workspace.random(seed() * 100 + rows);
    Groups groups = Groups.scattered(rows, minimumGroupSize(), random);
    Map<String, Batch> slots = new LinkedHashMap<>();
    new Estimation()
        .requirements(estimator)
        .slots()
        .forEach(
            (slot, asked) -> {
              GeneratedSlot generated = new GeneratedSlot(asked, minimumTokens(), vectorWidth());
              Batch batch = generated.draw(groups, rows % 2 == 0, random, workspace.inputs());
              slots.put(slot, adjust(slot, batch, workspace.inputs()));
            });
    return new Trial(estimator, slots, groups, workspace);
  }
}
