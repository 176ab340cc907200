package org.esscher.spitests;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimate.Quantity;
import org.esscher.api.Estimator;
import org.esscher.api.Learner;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements.SlotRequirements;
import org.esscher.spitests.GeneratedSlot.Lengths;

/** What estimators make of {@link HostileNumbers}. */
public final class HostileTrial {
  private static final int ROWS = 12;
  private static final int LARGEST_GROUP = 3;
  private static final int VECTOR_WIDTH = 2;

  private final Estimator estimator;
  private final Map<String, SlotRequirements> asked;
  private final Map<String, Batch> ordinary;
  private final Workspace workspace;

  private HostileTrial(
      Estimator estimator,
      Map<String, SlotRequirements> asked,
      Map<String, Batch> ordinary,
      Workspace workspace) {
    this.estimator = estimator;
    this.asked = asked;
    this.ordinary = ordinary;
    this.workspace = workspace;
  }

  /** What becomes of hostile numbers. */
  public enum Outcome {
    /** The estimator reads none of the kind. */
    UNREAD,
    /** Finite numbers. */
    NUMBERS,
    /**
     * Finite numbers, of which each derivative is 0; a metric, {@code clip_fraction} or another
     * fraction, says why.
     */
    ZEROS,
    /** A value is infinite, which is reported as such; no run goes on from it. */
    INFINITE,
    /** An exception says what was found. */
    REFUSED,
    /**
     * A value is not a number, or all are 0 without a word, or what was thrown says nothing to a
     * user.
     */
    BROKEN
  }

  /**
   * An outcome.
   *
   * @param outcome its kind
   * @param words the refusal, or what is broken
   */
  public record Result(Outcome outcome, String words) {
    private static Result of(Outcome outcome) {
      return new Result(outcome, "");
    }
  }

  /** Changes a generated batch of a slot, for constraints that the vocabulary doesn't know. */
  @FunctionalInterface
  public interface Adjustment {
    /**
     * Changes a batch.
     *
     * @param slot the slot
     * @param batch what was generated
     * @param columns makes columns
     * @return the same number of rows
     */
    Batch adjust(String slot, Batch batch, Columns columns);
  }

  /**
   * Tries every attack on batches that are drawn from what an estimator declares.
   *
   * @param estimator an objective, learner or statistic
   * @param adjust changes drawn batches into such as the estimator accepts
   * @return what became of each
   * @throws AssertionError when not even ordinary batches are accepted
   */
  public static Map<HostileNumbers, Result> of(Estimator estimator, Adjustment adjust) {
    try (Workspace workspace = new Workspace(estimator.getClass().getClassLoader())) {
      Result refusal = new Result(Outcome.REFUSED, "");
      for (int size = 1; size <= LARGEST_GROUP; size++) {
        for (int tokens = 0; tokens <= 1; tokens++) {
          HostileTrial trial = drawn(estimator, size, tokens, adjust, workspace);
          Result result = trial.result(trial.ordinary);
          if (result.outcome() == Outcome.NUMBERS || result.outcome() == Outcome.ZEROS) {
            return trial.attacked();
          }
          refusal = result;
        }
      }
      throw new AssertionError(estimator + " on ordinary rows: " + refusal);
    }
  }

  private static HostileTrial drawn(
      Estimator estimator, int groupSize, int tokens, Adjustment adjust, Workspace workspace) {
    RandomGenerator random = Workspace.random(groupSize);
    Groups groups = Groups.scattered(ROWS, groupSize, random);
    Map<String, SlotRequirements> asked = new Estimation().requirements(estimator).slots();
    Map<String, Batch> ordinary = new LinkedHashMap<>();
    asked.forEach(
        (slot, requirements) -> {
          Batch batch =
              new GeneratedSlot(requirements, tokens, VECTOR_WIDTH)
                  .draw(groups, false, Lengths.RAGGED, random, workspace.inputs());
          ordinary.put(slot, adjust.adjust(slot, batch, workspace.inputs()));
        });
    return new HostileTrial(estimator, asked, ordinary, workspace);
  }

  private Map<HostileNumbers, Result> attacked() {
    Map<HostileNumbers, Result> results = new EnumMap<>(HostileNumbers.class);
    for (HostileNumbers attack : HostileNumbers.values()) {
      Map<String, Batch> hostile = new LinkedHashMap<>(ordinary);
      ordinary.forEach(
          (slot, batch) -> {
            SlotRequirements requirements = asked.get(slot);
            String key = requirements == null ? null : requirements.groupedBy();
            attack
                .attack(batch, key, workspace.inputs())
                .ifPresent(changed -> hostile.put(slot, changed));
          });
      results.put(attack, hostile.equals(ordinary) ? Result.of(Outcome.UNREAD) : result(hostile));
    }
    return results;
  }

  private Result result(Map<String, Batch> slots) {
    try (Arena call = workspace.call()) {
      Context context = workspace.context(call, 1);
      return estimator instanceof Learner learner
          ? judged(new Estimation().fit(learner, slots, State.empty(), null, context))
          : judged(new Estimation().estimate(estimator, slots, State.empty(), null, context, true));
    } catch (EsscherException refused) {
      boolean said = refused.code() == ErrorCode.DATA || refused.code() == ErrorCode.USER;
      return new Result(
          said ? Outcome.REFUSED : Outcome.BROKEN, String.valueOf(refused.getMessage()));
    } catch (RuntimeException | StackOverflowError thrown) {
      return new Result(Outcome.BROKEN, thrown.toString());
    }
  }

  private static Result judged(State fitted) {
    return judged(
        fitted.numberNames().stream().flatMapToDouble(name -> Arrays.stream(fitted.get(name))),
        false);
  }

  private static Result judged(Estimate estimate) {
    double[] cotangents =
        elements(
                estimate.losses().values().stream()
                    .flatMap(loss -> loss.cotangents().values().stream())
                    .flatMap(bySlot -> bySlot.values().stream()))
            .toArray();
    boolean zeros =
        cotangents.length > 0 && Arrays.stream(cotangents).allMatch(value -> value == 0);
    boolean told =
        estimate.metrics().entrySet().stream()
            .anyMatch(metric -> metric.getKey().endsWith("_fraction") && metric.getValue() > 0);
    if (zeros && !told) {
      return new Result(Outcome.BROKEN, "all derivatives are 0, and no metric says why");
    }
    return judged(
        Stream.of(
                estimate.losses().values().stream().mapToDouble(LossEstimate::value),
                estimate.statistics().values().stream().mapToDouble(Quantity::value),
                estimate.metrics().values().stream().mapToDouble(value -> value),
                elements(estimate.columns().values().stream()),
                Arrays.stream(cotangents))
            .flatMapToDouble(values -> values),
        zeros);
  }

  private static Result judged(DoubleStream numbers, boolean zeros) {
    double[] all = numbers.toArray();
    if (Arrays.stream(all).anyMatch(Double::isNaN)) {
      return new Result(Outcome.BROKEN, "among what came out is what is not a number");
    }
    if (Arrays.stream(all).anyMatch(Double::isInfinite)) {
      return Result.of(Outcome.INFINITE);
    }
    return Result.of(zeros ? Outcome.ZEROS : Outcome.NUMBERS);
  }

  private static DoubleStream elements(Stream<Column> columns) {
    return columns
        .filter(column -> !column.isText())
        .flatMapToDouble(column -> Arrays.stream(column.toArray()));
  }
}
