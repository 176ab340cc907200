package org.esscher.runtime.internal.estimate;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Op;
import org.esscher.api.State;
import org.esscher.data.Nearest;
import org.esscher.runtime.internal.expression.Bindings;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Evaluation.Differential;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.expression.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Slots, state and model outputs of one estimation. Outputs come from models, or from columns when
 * there are none.
 */
final class SlotBindings implements Bindings {
  private final Traced traced;
  private final Map<String, Batch> slots;
  private final State state;
  private final @Nullable ModelOutputs outputs;
  private final Workers workers;
  private final Columns columns;
  private final Portion portion;
  private final Map<String, Frame> frames = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> keyed = new HashMap<>();

  SlotBindings(
      Traced traced,
      Map<String, Batch> slots,
      State state,
      @Nullable ModelOutputs outputs,
      Workers workers,
      Columns columns,
      Portion portion) {
    this.traced = traced;
    this.slots = slots;
    this.state = state;
    this.outputs = outputs;
    this.workers = workers;
    this.columns = columns;
    this.portion = portion;
  }

  /** Computes expressions, and cotangents that will be asked for. */
  Evaluation evaluate(List<Expr> roots, List<Differential> expected) {
    return new Evaluation(traced.programs().bind(roots, this), workers, columns, expected);
  }

  Workers workers() {
    return workers;
  }

  /** Has code go over all rows, which is a pass, whether it tells how far it is or not. */
  <T> T pass(Supplier<T> code) {
    workers.progress().begin(slots.values().stream().mapToLong(Batch::rows).sum());
    T found = code.get();
    workers.progress().reached(1);
    return found;
  }

  @Override
  public Frame frame(String slot) {
    Frame frame = frames.get(slot);
    if (frame == null) {
      Batch batch = batch(slot);
      String key = traced.groupKeys().get(slot);
      if (key != null && !batch.has(key)) {
        throw missing(slot, batch, key, " (by which rows are grouped)");
      }
      frame = new Frame(slot, batch, key, workers, portion.firstShard(slot));
      frames.put(slot, frame);
    }
    return frame;
  }

  Batch batch(String slot) {
    Batch batch = slots.get(slot);
    if (batch == null) {
      throw EsscherException.user(
          "the estimator reads slot %s, but only %s were given: give it a batch of its own",
          slot, slots.keySet());
    }
    if (batch.rows() == 0) {
      throw EsscherException.data("slot %s has no rows; give at least one", slot);
    }
    return batch;
  }

  @Override
  public @Nullable Column column(Expr leaf) {
    String slot = Objects.requireNonNull(leaf.slot());
    if (leaf.op() != Op.COLUMN && outputs != null) {
      return outputs.column(leaf, this);
    }
    Batch batch = batch(slot);
    if (!batch.has(leaf.column()) && leaf.op() == Op.COLUMN && leaf.numbers() > 0) {
      return null;
    }
    if (!batch.has(leaf.column())) {
      String whose =
          leaf.op() == Op.OUTPUT ? " (output " + leaf.name() + " of " + leaf.role() + ")" : "";
      throw missing(slot, batch, leaf.column(), whose);
    }
    return batch.column(leaf.column());
  }

  /**
   * The error for a column that isn't there.
   *
   * @param slot whose
   * @param rows that were given
   * @param column what is needed
   * @param what it is, behind its name
   */
  static EsscherException missing(String slot, Batch rows, String column, String what) {
    return EsscherException.data(
        "slot %s has no column '%s'%s: add it, or rename the one that holds it; %s",
        slot, column, what, Nearest.among(rows.names(), column));
  }

  @Override
  public Exchange exchange() {
    return portion.exchange();
  }

  Portion portion() {
    return portion;
  }

  /** The first row of a slot, whichever rows of it are at hand. */
  Batch firstRow(String slot) {
    Batch first = portion.firstRows().get(slot);
    return first == null ? batch(slot).take(0) : first;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public Map<String, Double> keyed(String name) {
    return keyed.computeIfAbsent(name, ignored -> KeyedState.read(state, name));
  }

  List<Frame> frames() {
    return List.copyOf(frames.values());
  }
}
