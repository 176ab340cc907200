package org.esscher.spitests;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Requirements;

/**
 * Generates batches for an estimator from what it declares.
 *
 * @param made makes the estimator
 * @param bounds the smallest batches that it is defined for
 * @param seed of what is generated
 * @param adjust changes a generated batch
 * @param workspaces makes memory for a test of an estimator
 */
record EstimatorFixture(
    Supplier<Estimator> made,
    Bounds bounds,
    long seed,
    Adjustment adjust,
    Function<Object, Workspace> workspaces) {
  /** The largest batch: every size up to it is tried. */
  private static final int LARGEST_BATCH = 9;

  /**
   * What an estimator is defined for.
   *
   * @param rows smallest batch
   * @param groupSize smallest group
   * @param tokens fewest tokens of a row that the mask doesn't exclude
   * @param vectorWidth components of vectors
   */
  record Bounds(int rows, int groupSize, int tokens, int vectorWidth) {}

  /** Changes a generated batch, for constraints that the vocabulary doesn't know. */
  @FunctionalInterface
  interface Adjustment {
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

  Estimator estimator() {
    return made.get();
  }

  Requirements requirements() {
    return new Estimation().requirements(estimator());
  }

  boolean grouped() {
    return requirements().slots().values().stream().anyMatch(slot -> slot.groupedBy() != null);
  }

  /** Whether a column is read token by token. */
  boolean hasTokens() {
    return requirements().slots().values().stream()
        .anyMatch(
            slot -> new GeneratedSlot(slot, bounds.tokens(), bounds.vectorWidth()).hasTokens());
  }

  int smallest() {
    return Math.max(bounds.rows(), grouped() ? bounds.groupSize() : 1);
  }

  /** Tries batches of every size, from the smallest on. */
  void forEach(Consumer<Trial> verify) {
    int smallest = smallest();
    for (int rows = smallest; rows <= Math.max(LARGEST_BATCH, 3 * smallest); rows++) {
      with(rows, verify);
    }
  }

  /** Tries one batch whose groups have different sizes. */
  void once(Consumer<Trial> verify) {
    with(Math.max(LARGEST_BATCH, 3 * smallest()), verify);
  }

  private void with(int rows, Consumer<Trial> verify) {
    with(rows, GeneratedSlot.Lengths.RAGGED, verify);
  }

  /** Tries batches whose every row has as many tokens as the batch has rows. */
  void forEachSquare(Consumer<Trial> verify) {
    for (int rows = Math.max(2, smallest()); rows <= Math.max(4, smallest()); rows++) {
      if (rows >= bounds.tokens()) {
        with(rows, GeneratedSlot.Lengths.SQUARE, verify);
      }
    }
  }

  private void with(int rows, GeneratedSlot.Lengths lengths, Consumer<Trial> verify) {
    Estimator estimator = estimator();
    try (Workspace workspace = workspaces.apply(estimator)) {
      Trial trial = trial(estimator, rows, lengths, workspace);
      requireAccepted(trial);
      verify.accept(trial);
    }
  }

  /** Why a batch of some size is refused; empty where all are accepted. */
  String refusal() {
    try {
      forEach(trial -> {});
      return "";
    } catch (RefusedBatch refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  private static void requireAccepted(Trial trial) {
    try {
      trial.read();
    } catch (EsscherException refusal) {
      throw RefusedBatch.generated(trial.words(), refusal);
    }
  }

  /** A batch of the same kind from another seed. */
  Trial another(Trial trial) {
    Trial another =
        trial(
            trial.estimator(),
            trial.rows(),
            GeneratedSlot.Lengths.RAGGED,
            seed * 100 + 57,
            trial.workspace());
    requireAccepted(another);
    return another;
  }

  private Trial trial(
      Estimator estimator, int rows, GeneratedSlot.Lengths lengths, Workspace workspace) {
    return trial(estimator, rows, lengths, seed * 100 + rows, workspace);
  }

  private Trial trial(
      Estimator estimator,
      int rows,
      GeneratedSlot.Lengths lengths,
      long drawnWith,
      Workspace workspace) {
    RandomGenerator random = Workspace.random(drawnWith);
    Groups groups = Groups.scattered(rows, bounds.groupSize(), random);
    Map<String, Batch> slots = new LinkedHashMap<>();
    new Estimation()
        .requirements(estimator)
        .slots()
        .forEach(
            (slot, asked) -> {
              GeneratedSlot generated =
                  new GeneratedSlot(asked, bounds.tokens(), bounds.vectorWidth());
              Batch batch =
                  generated.draw(groups, rows % 2 == 0, lengths, random, workspace.inputs());
              slots.put(slot, adjust.adjust(slot, batch, workspace.inputs()));
            });
    return new Trial(estimator, slots, groups, workspace);
  }
}
