package org.esscher.spitests;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Estimator;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;

/**
 * One generated input of an estimator.
 *
 * @param estimator the estimator
 * @param slots a batch of the same number of rows for each slot
 * @param groups of the grouped slots
 * @param workspace memory
 */
record Trial(Estimator estimator, Map<String, Batch> slots, Groups groups, Workspace workspace) {
  int rows() {
    return groups.ofRow().length;
  }

  /** Rows in their order. */
  int[] identity() {
    return IntStream.range(0, rows()).toArray();
  }

  String words() {
    return rows() + (rows() == 1 ? " row" : " rows");
  }

  Readings read() {
    return read(slots);
  }

  /** The same input on another instance of the estimator. */
  Trial on(Estimator other) {
    return new Trial(other, slots, groups, workspace);
  }

  /** The same estimator on changed batches. */
  Trial with(UnaryOperator<Batch> change) {
    return with((slot, batch) -> change.apply(batch));
  }

  /** The same estimator on batches that are changed by slot. */
  Trial with(BiFunction<String, Batch, Batch> change) {
    Map<String, Batch> changed = new LinkedHashMap<>();
    slots.forEach((slot, batch) -> changed.put(slot, change.apply(slot, batch)));
    return new Trial(estimator, changed, groups, workspace);
  }

  /** Estimates with changed batches. */
  Readings read(UnaryOperator<Batch> change) {
    return with(change).read();
  }

  /** Estimates with the rows of every slot in another order. */
  Readings reordered(int[] order) {
    return read(batch -> batch.take(order));
  }

  /** Estimates with one number of one column moved. */
  Readings moved(String slot, String column, int index, double by) {
    Batch batch = batch(slot);
    double[] values = batch.column(column).toArray();
    values[index] += by;
    Map<String, Batch> changed = new LinkedHashMap<>(slots);
    changed.put(
        slot, batch.with(column, workspace.inputs().shapedLike(batch.column(column), values)));
    return read(changed);
  }

  Batch batch(String slot) {
    Batch batch = slots.get(slot);
    if (batch == null) {
      throw new AssertionError("cotangents of slot " + slot + ", but slots are " + slots.keySet());
    }
    return batch;
  }

  /** Estimates with a state. */
  Readings after(State state) {
    return read(slots, state);
  }

  /** The state that an estimate leaves. */
  State next(State state) {
    Arena call = workspace.call();
    try {
      return new Estimation()
          .estimate(estimator, slots, state, null, workspace.context(call, 1), false)
          .state();
    } finally {
      Workspace.closeLeaking(call);
    }
  }

  private Readings read(Map<String, Batch> changed) {
    return read(changed, State.empty());
  }

  private Readings read(Map<String, Batch> changed, State state) {
    Arena call = workspace.call();
    try {
      return readIn(call, changed, state);
    } finally {
      Workspace.closeLeaking(call);
    }
  }

  /** Estimates with columns made in an arena of the caller's. */
  Readings readIn(Arena call) {
    return readIn(call, slots, State.empty());
  }

  private Readings readIn(Arena call, Map<String, Batch> changed, State state) {
    return Readings.of(
        new Estimation()
            .estimate(estimator, changed, state, null, workspace.context(call, 1), false),
        changed);
  }
}
