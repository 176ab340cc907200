package org.esscher.spitests.probe;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.api.Slot;

/** Makes leaves as a host does, and remembers which column groups each slot. */
final class RecordingInputs implements Inputs {
  private final Map<String, String> groups;
  private final String prefix;
  private final Map<String, Expr> computed;

  RecordingInputs() {
    this(new LinkedHashMap<>(), "", Map.of());
  }

  private RecordingInputs(Map<String, String> groups, String prefix, Map<String, Expr> computed) {
    this.groups = groups;
    this.prefix = prefix;
    this.computed = computed;
  }

  /** Column by grouped slot. */
  Map<String, String> groups() {
    return groups;
  }

  @Override
  public Slot slot(String name) {
    return new RecordingSlot(name, computed);
  }

  @Override
  public Expr state(String name, double initial) {
    return Expr.leaf(Op.STATE, null, Level.BATCH, "", prefix + name, List.of(), initial);
  }

  @Override
  public Expr state(String name, Expr key, double initial) {
    return Expr.leaf(Op.STATE, key.slot(), key.level(), "", prefix + name, List.of(key), initial);
  }

  @Override
  public Expr windowMean(String name, double whenEmpty) {
    return Expr.leaf(Op.WINDOW_MEAN, null, Level.BATCH, "", prefix + name, List.of(), whenEmpty);
  }

  @Override
  public Inputs nested(String child) {
    return new RecordingInputs(groups, prefix + child + "/", computed);
  }

  @Override
  public Inputs with(String slot, String column, Expr value) {
    return new RecordingInputs(groups, prefix, and(computed, slot + "." + column, value));
  }

  private static Map<String, Expr> and(Map<String, Expr> computed, String name, Expr value) {
    Map<String, Expr> more = new HashMap<>(computed);
    more.put(name, value);
    return more;
  }

  private final class RecordingSlot implements Slot {
    private final String name;
    private final Map<String, Expr> values;

    RecordingSlot(String name, Map<String, Expr> values) {
      this.name = name;
      this.values = values;
    }

    @Override
    public Expr column(String column, Level level) {
      Expr value = values.get(name + "." + column);
      return value == null ? leaf(Op.COLUMN, level, column) : value;
    }

    @Override
    public Expr columnOr(String column, Level level, double otherwise) {
      return Expr.leaf(Op.COLUMN, name, level, "", column, List.of(), otherwise);
    }

    @Override
    public Expr output(String role, String output, Level level) {
      return Expr.leaf(Op.OUTPUT, name, level, role, output, List.of());
    }

    @Override
    public Expr key(String column) {
      boolean grouping = Objects.equals(groups.get(name), column);
      return leaf(Op.KEY, grouping ? Level.GROUP : Level.ROW, column);
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
      String before = groups.putIfAbsent(name, column);
      if (before != null && !before.equals(column)) {
        throw EsscherException.plugin("slot %s is grouped by %s and %s", name, before, column);
      }
      return this;
    }

    @Override
    public Slot with(String column, Expr value) {
      return new RecordingSlot(name, and(values, name + "." + column, value));
    }

    private Expr leaf(Op op, Level level, String column) {
      return Expr.leaf(op, name, level, "", column, List.of());
    }
  }
}
