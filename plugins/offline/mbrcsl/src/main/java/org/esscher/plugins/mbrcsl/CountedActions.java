package org.esscher.plugins.mbrcsl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** How often each action was done, by state and by the return that was still to come. */
final class CountedActions {
  private final int actions;
  private final boolean conditioned;
  private final Map<Double, TreeMap<Double, double[]>> counts = new LinkedHashMap<>();

  CountedActions(int actions, boolean conditioned) {
    this.actions = actions;
    this.conditioned = conditioned;
  }

  static CountedActions of(State saved, int actions, boolean conditioned) {
    CountedActions restored = new CountedActions(actions, conditioned);
    double[] table = saved.get("counts");
    int width = actions + 2;
    for (int i = 0; i < table.length; i += width) {
      for (int action = 0; action < actions; action++) {
        restored.add(table[i], table[i + 1], action, table[i + 2 + action]);
      }
    }
    return restored;
  }

  int actions() {
    return actions;
  }

  boolean conditioned() {
    return conditioned;
  }

  void add(double state, double toGo, int action, double count) {
    counts.computeIfAbsent(state, ignored -> new TreeMap<>())
            .computeIfAbsent(toGo, ignored -> new double[actions])[action] +=
        count;
  }

  /** Log-probabilities of the actions. */
  double[] logp(double state, double toGo) {
    double[] logp = new double[actions];
    TreeMap<Double, double[]> seen = counts.get(state);
    if (seen == null) {
      Arrays.fill(logp, -Math.log(actions));
      return logp;
    }
    double[] found = nearest(seen, toGo);
    double total = Arrays.stream(found).sum();
    Arrays.setAll(logp, action -> Math.log(found[action] / total));
    return logp;
  }

  private static double[] nearest(NavigableMap<Double, double[]> seen, double toGo) {
    Map.@Nullable Entry<Double, double[]> above = seen.ceilingEntry(toGo);
    Map.@Nullable Entry<Double, double[]> below = seen.floorEntry(toGo);
    if (above == null) {
      return seen.lastEntry().getValue();
    }
    boolean lower = below != null && toGo - below.getKey() < above.getKey() - toGo;
    return lower ? below.getValue() : above.getValue();
  }

  /** The number of pairs of a state and a return. */
  int size() {
    return counts.values().stream().mapToInt(TreeMap::size).sum();
  }

  State save() {
    double[] table = new double[size() * (actions + 2)];
    int at = 0;
    for (Map.Entry<Double, TreeMap<Double, double[]>> state : counts.entrySet()) {
      for (Map.Entry<Double, double[]> given : state.getValue().entrySet()) {
        table[at++] = state.getKey();
        table[at++] = given.getKey();
        System.arraycopy(given.getValue(), 0, table, at, actions);
        at += actions;
      }
    }
    return State.empty().with("counts", table);
  }
}
