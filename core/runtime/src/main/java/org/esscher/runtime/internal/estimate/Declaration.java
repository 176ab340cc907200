package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Expr;
import org.esscher.api.Loss;
import org.esscher.api.Op;
import org.esscher.runtime.internal.estimate.Requirements.ColumnRequirement;
import org.esscher.runtime.internal.estimate.Requirements.OutputRequirement;
import org.esscher.runtime.internal.estimate.Requirements.SlotRequirements;

/** Reads off a traced estimator what it asks for. */
final class Declaration {
  private Declaration() {}

  static Requirements of(Traced traced) {
    Map<String, SlotRequirements> slots = new LinkedHashMap<>();
    TreeSet<String> states = new TreeSet<>();
    Set<String> besideModels = traced.readBesideModels();
    for (Expr expr : traced.reachable()) {
      if (expr.op() == Op.STATE || expr.op() == Op.WINDOW_MEAN) {
        states.add(expr.name());
      } else if (expr.slot() != null) {
        note(expr, slot(slots, traced, expr.slot()), traced, besideModels);
      }
    }
    // Slots stand in the order in which they are read; those that are only grouped come last.
    traced.groupKeys().keySet().stream().sorted().forEach(slot -> slot(slots, traced, slot));
    Map<String, List<String>> losses = new LinkedHashMap<>();
    for (Loss loss : traced.losses().losses()) {
      losses.put(loss.name(), loss.trains().stream().sorted().toList());
    }
    return new Requirements(slots, List.copyOf(states), losses);
  }

  private static SlotRequirements slot(
      Map<String, SlotRequirements> slots, Traced traced, String slot) {
    return slots.computeIfAbsent(
        slot,
        name ->
            new SlotRequirements(
                traced.groupKeys().get(name), new ArrayList<>(), new ArrayList<>()));
  }

  private static void note(
      Expr expr, SlotRequirements slot, Traced traced, Set<String> besideModels) {
    switch (expr.op()) {
      case COLUMN ->
          add(
              slot.columns(),
              new ColumnRequirement(
                  expr.name(),
                  expr.level(),
                  expr.numbers() == 0,
                  !besideModels.contains(Traced.slotAndName(expr))));
      case FIRST_OCCURRENCE -> {
        for (String column : expr.name().split(",", -1)) {
          add(slot.columns(), new ColumnRequirement(column, expr.level(), false, false));
        }
      }
      case KEY ->
          add(slot.columns(), new ColumnRequirement(expr.name(), expr.level(), true, false));
      case OUTPUT -> {
        boolean trained =
            traced.losses().losses().stream().anyMatch(loss -> loss.trains().contains(expr.role()));
        add(
            slot.outputs(),
            new OutputRequirement(expr.role(), expr.name(), expr.column(), expr.level(), trained));
      }
      default -> {}
    }
  }

  private static <T> void add(List<T> list, T item) {
    if (!list.contains(item)) {
      list.add(item);
    }
  }
}
