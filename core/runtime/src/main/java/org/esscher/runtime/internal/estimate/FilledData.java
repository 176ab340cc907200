package org.esscher.runtime.internal.estimate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.runtime.internal.expression.Evaluation;
import org.esscher.runtime.internal.expression.Frame;

/** What an estimator in code declared, evaluated. */
final class FilledData implements Data {
  private final SlotBindings bindings;
  private final Map<String, Column> columns = new HashMap<>();

  FilledData(
      Map<String, Expr> reads, Evaluation evaluation, SlotBindings bindings, Context context) {
    this.bindings = bindings;
    reads.forEach(
        (name, expr) ->
            columns.put(
                name,
                expr.op() == Op.KEY
                    ? keys(expr)
                    : ShapedColumns.of(evaluation.gather(expr), context)));
  }

  /** Keys as they are stored, a row or group one. */
  private Column keys(Expr key) {
    String slot = Objects.requireNonNull(key.slot());
    Batch rows = bindings.batch(slot);
    if (key.level() == Level.GROUP) {
      Frame frame = bindings.frame(slot);
      int[] first = new int[frame.groups()];
      Arrays.setAll(first, group -> frame.row(frame.groupStart(group)));
      rows = rows.take(first);
    }
    if (!rows.has(key.name())) {
      throw SlotBindings.missing(slot, rows, key.name(), "");
    }
    return rows.column(key.name());
  }

  @Override
  public Column get(String read) {
    Column column = columns.get(read);
    if (column == null) {
      throw EsscherException.plugin(
          "%s was not declared; declared were %s", read, columns.keySet());
    }
    return column;
  }

  @Override
  public Batch batch(String slot) {
    return bindings.batch(slot);
  }

  @Override
  public int[] groups(String slot) {
    Frame frame = bindings.frame(slot);
    int[] groups = new int[frame.rows()];
    for (int group = 0; group < frame.groups(); group++) {
      for (int position = frame.groupStart(group);
          position < frame.groupStart(group + 1);
          position++) {
        groups[frame.row(position)] = group;
      }
    }
    return groups;
  }
}
