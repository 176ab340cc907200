package org.esscher.runtime.internal.estimate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.api.Update;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.expression.Gathered;

/** Applies an objective's updates to its state. */
final class Updates {
  private Updates() {}

  static State apply(
      Iterable<Update> updates, State before, Evaluation evaluation, SlotBindings bindings) {
    State after = before;
    for (Update update : updates) {
      after = apply(update, before, after, evaluation, bindings);
    }
    return after;
  }

  private static State apply(
      Update update, State before, State after, Evaluation evaluation, SlotBindings bindings) {
    String name = update.state().name();
    if (update.merge() == Update.Merge.WINDOW) {
      double[] added = evaluation.gather(update.delta()).values();
      requireFinite(update, added);
      double[] window = before.has(name) ? before.get(name) : new double[0];
      double[] all = Arrays.copyOf(window, window.length + added.length);
      System.arraycopy(added, 0, all, window.length, added.length);
      return after.with(
          name, Arrays.copyOfRange(all, Math.max(0, all.length - update.size()), all.length));
    }
    if (update.state().args().isEmpty()) {
      double delta = evaluation.value(update.delta());
      requireFinite(update, delta);
      return after.with(name, after.number(name, update.state().number(0)) + delta);
    }
    return KeyedState.write(after, name, keyed(update, before, evaluation, bindings));
  }

  private static Map<String, Double> keyed(
      Update update, State before, Evaluation evaluation, SlotBindings bindings) {
    Expr state = update.state();
    String slot = Objects.requireNonNull(state.slot());
    Batch batch = bindings.batch(slot);
    Column key = batch.column(state.args().get(0).name());
    Gathered deltas = evaluation.gather(update.delta());
    requireFinite(update, deltas.values());
    Map<String, Double> values = new HashMap<>(KeyedState.read(before, state.name()));
    Frame frame = bindings.frame(slot);
    for (int i = 0; i < deltas.values().length; i++) {
      int row = state.level() == Level.GROUP ? frame.row(frame.groupStart(i)) : i;
      double delta = deltas.values()[i];
      if (update.merge() == Update.Merge.LAST_BY_KEY) {
        values.put(key.text(row), delta);
      } else {
        values.merge(key.text(row), state.number(0) + delta, (old, first) -> old + delta);
      }
    }
    return values;
  }

  private static void requireFinite(Update update, double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw EsscherException.data(
            "the update of state %s is %s; the batch gives no finite value for it",
            update.state().name(), value);
      }
    }
  }
}
