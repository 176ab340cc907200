package org.esscher.runtime.internal.estimate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.api.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The inputs that an estimator is traced with: they make leaves, and note which slots are grouped.
 */
final class Tracing implements Inputs {
  private final Map<String, String> groupKeys;
  private final String prefix;
  private final Map<String, Map<String, Expr>> computed;

  Tracing() {
    this(new HashMap<>(), "", Map.of());
  }

  private Tracing(
      Map<String, String> groupKeys, String prefix, Map<String, Map<String, Expr>> computed) {
    this.groupKeys = groupKeys;
    this.prefix = prefix;
    this.computed = computed;
  }

  /** The column that groups each grouped slot. */
  Map<String, String> groupKeys() {
    return groupKeys;
  }

  @Override
  public Slot slot(String name) {
    return new TracedSlot(name, groupKeys.get(name), computed.getOrDefault(name, Map.of()));
  }

  @Override
  public Expr state(String name, double initial) {
    return Expr.leaf(Op.STATE, null, Level.BATCH, "", prefix + name, List.of(), initial);
  }

  @Override
  public Expr state(String name, Expr key, double initial) {
    if (key.op() != Op.KEY) {
      throw EsscherException.plugin("state %s is keyed by %s; make keys with Slot.key", name, key);
    }
    return Expr.leaf(Op.STATE, key.slot(), key.level(), "", prefix + name, List.of(key), initial);
  }

  @Override
  public Expr windowMean(String name, double whenEmpty) {
    return Expr.leaf(Op.WINDOW_MEAN, null, Level.BATCH, "", prefix + name, List.of(), whenEmpty);
  }

  @Override
  public Inputs nested(String child) {
    return new Tracing(groupKeys, prefix + child + "/", computed);
  }

  @Override
  public Inputs with(String slot, String column, Expr value) {
    Map<String, Map<String, Expr>> all = new HashMap<>(computed);
    Map<String, Expr> columns = new HashMap<>(computed.getOrDefault(slot, Map.of()));
    columns.put(column, value);
    all.put(slot, columns);
    return new Tracing(groupKeys, prefix, all);
  }

  private final class TracedSlot implements Slot {
    private final String name;
    private final @Nullable String groupKey;
    private final Map<String, Expr> overrides;

    TracedSlot(String name, @Nullable String groupKey, Map<String, Expr> overrides) {
      this.name = name;
      this.groupKey = groupKey;
      this.overrides = overrides;
    }

    @Override
    public Expr column(String column, Level level) {
      Expr override = overrides.get(column);
      return override != null ? override : leaf(Op.COLUMN, level, column);
    }

    @Override
    public Expr columnOr(String column, Level level, double otherwise) {
      Expr override = overrides.get(column);
      return override != null
          ? override
          : Expr.leaf(Op.COLUMN, name, level, "", column, List.of(), otherwise);
    }

    @Override
    public Expr output(String role, String output, Level level) {
      return Expr.leaf(Op.OUTPUT, name, level, role, output, List.of());
    }

    @Override
    public Expr key(String column) {
      return leaf(Op.KEY, column.equals(groupKey) ? Level.GROUP : Level.ROW, column);
    }

    @Override
    public Expr firstOccurrence(String... columns) {
      return leaf(Op.FIRST_OCCURRENCE, Level.ROW, String.join(",", columns));
    }

    @Override
    public Expr weight() {
      return leaf(Op.WEIGHT, Level.ROW, "weight");
    }

    @Override
    public Slot groupedBy(String column) {
      String before = groupKeys.putIfAbsent(name, column);
      if (before != null && !before.equals(column)) {
        throw EsscherException.plugin(
            "slot %s is grouped by %s and by %s; choose one", name, before, column);
      }
      return new TracedSlot(name, column, overrides);
    }

    @Override
    public Slot with(String column, Expr value) {
      Map<String, Expr> more = new HashMap<>(overrides);
      more.put(column, value);
      return new TracedSlot(name, groupKey, more);
    }

    private Expr leaf(Op op, Level level, String column) {
      return Expr.leaf(op, name, level, "", column, List.of());
    }
  }
}
