package org.esscher.runtime.internal.estimate;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.runtime.internal.expression.Frame;

/** What an estimator in code declared, shard by shard of the one slot that it reads. */
final class ShardData {
  private final FilledData whole;
  private final SlotBindings bindings;
  private final Frame frame;
  private final int[] rowStarts;
  private final int[] groupStarts;
  private final Map<Level, Batch> byLevel = new HashMap<>();
  private final Map<String, Level> levels = new LinkedHashMap<>();

  ShardData(
      Map<String, Expr> reads,
      FilledData whole,
      SlotBindings bindings,
      Frame frame,
      Columns columns) {
    this.whole = whole;
    this.bindings = bindings;
    this.frame = frame;
    this.rowStarts = frame.shards();
    this.groupStarts = frame.shardUnits(true);
    reads.forEach((read, expr) -> levels.put(read, level(expr)));
    for (Level level : new Level[] {Level.ROW, Level.GROUP}) {
      Map<String, Column> filled = new LinkedHashMap<>();
      levels.forEach(
          (read, at) -> {
            if (at == level) {
              filled.put(read, whole.get(read));
            }
          });
      if (!filled.isEmpty()) {
        byLevel.put(level, columns.batch(filled));
      }
    }
  }

  /** What an expression has one value, or one list of values, for. */
  private static Level level(Expr expr) {
    return switch (expr.level()) {
      case GROUP, BATCH -> expr.level();
      default -> Level.ROW;
    };
  }

  int count() {
    return rowStarts.length - 1;
  }

  /** One shard's, its groups one after the other. */
  Shard shard(int shard) {
    return new Shard(shard);
  }

  /** The data of one shard. */
  final class Shard implements Data {
    private final int shard;
    private final int[] rows;
    private final Map<Level, Batch> taken = new HashMap<>();

    private Shard(int shard) {
      this.shard = shard;
      this.rows = IntStream.range(rowStarts[shard], rowStarts[shard + 1]).map(frame::row).toArray();
    }

    @Override
    public Column get(String read) {
      Level level = levels.get(read);
      // What was not declared is told there.
      return level == null || level == Level.BATCH
          ? whole.get(read)
          : taken.computeIfAbsent(level, this::take).column(read);
    }

    private Batch take(Level level) {
      int[] kept =
          level == Level.GROUP
              ? IntStream.range(groupStarts[shard], groupStarts[shard + 1]).toArray()
              : rows;
      return Objects.requireNonNull(byLevel.get(level)).take(kept);
    }

    @Override
    public Batch batch(String slot) {
      requireSlot(slot);
      return bindings.batch(slot).take(rows);
    }

    @Override
    public int[] groups(String slot) {
      requireSlot(slot);
      int[] groups = new int[rows.length];
      int first = groupStarts[shard];
      for (int group = first; group < groupStarts[shard + 1]; group++) {
        for (int position = frame.groupStart(group);
            position < frame.groupStart(group + 1);
            position++) {
          groups[position - rowStarts[shard]] = group - first;
        }
      }
      return groups;
    }

    private void requireSlot(String slot) {
      if (!slot.equals(frame.slot())) {
        throw EsscherException.plugin(
            "rows of slot %s were asked for, but only %s was declared to be read",
            slot, frame.slot());
      }
    }
  }
}
