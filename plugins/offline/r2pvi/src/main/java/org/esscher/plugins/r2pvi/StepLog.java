package org.esscher.plugins.r2pvi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Slot;

/**
 * A log of episodes of a nominal process, by step. Its slot {@code log} has a step of an episode a
 * row: {@code episode_id}; {@code step}, from 0; {@code features}, φ of the action that was taken;
 * {@code next_features_all}, a list of φ of every action in the next state, in the order of the
 * actions, which is not looked at in the last step and where the next state is the fail state;
 * {@code next_is_fail}. A {@code reward} is compared with φ·θ, where there is one.
 */
final class StepLog {
  static final String SLOT = "log";

  private final List<List<Transition>> byStep = new ArrayList<>();

  /** A step. */
  static final class Transition {
    private final double[] features;
    private final double[][] next;

    Transition(double[] features, double[][] next) {
      this.features = features;
      this.next = next;
    }

    /** φ of what was done. */
    double[] features() {
      return features;
    }

    /** φ of every action in the next state; none where nothing more is paid. */
    double[][] next() {
      return next;
    }
  }

  /**
   * Reads and checks.
   *
   * @param data what {@link #reads} declared
   * @param rewards the known rewards
   * @param hasFailState whether there is a state in which nothing is paid any more
   */
  StepLog(Data data, LinearRewards rewards, boolean hasFailState) {
    IntStream.range(0, rewards.horizon()).forEach(step -> byStep.add(new ArrayList<>()));
    Rows rows = new Rows(data.batch(SLOT), rewards, hasFailState);
    int[] episodes = data.groups(SLOT);
    Map<Integer, Integer> lastStep = new HashMap<>();
    for (int row : rows.inOrder()) {
      int step = rows.step(row);
      Integer before = lastStep.put(episodes[row], step);
      if (before != null && before + 1 != step) {
        throw EsscherException.data(
            "slot %s, row %d: step %d of episode %s follows its step %d; every step in between is"
                + " needed, once",
            SLOT, row, step, rows.episode(row), before);
      }
      byStep.get(step).add(rows.transition(row));
    }
  }

  /** What learners of such logs declare. */
  static Map<String, Expr> reads(Inputs in, int horizon, boolean hasFailState) {
    Slot log = in.slot(SLOT).groupedBy("episode_id");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put("step", log.column("step", Level.ROW));
    reads.put("features", log.column("features", Level.ROW));
    if (horizon > 1) {
      reads.put("next_features_all", log.column("next_features_all", Level.TOKEN));
    }
    reads.put(
        "next_is_fail",
        hasFailState
            ? log.column("next_is_fail", Level.ROW)
            : log.columnOr("next_is_fail", Level.ROW, 0));
    return reads;
  }

  /**
   * The transitions of one step, in the order of the log.
   *
   * @param step from 0
   */
  List<Transition> at(int step) {
    return byStep.get(step);
  }

  /** The columns. */
  private record Rows(Batch log, LinearRewards rewards, boolean hasFailState) {
    /** Rows by step, those of a step in the order of the log. */
    int[] inOrder() {
      return IntStream.range(0, log.rows())
          .boxed()
          .sorted((one, other) -> Integer.compare(step(one), step(other)))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    int step(int row) {
      double step = log.column("step").at(row);
      if (!(step >= 0 && step < rewards.horizon() && step == Math.rint(step))) {
        throw EsscherException.data(
            "%s: a whole number from 0 to %d is needed (the horizon is %d), got %s",
            place(row, "step"), rewards.horizon() - 1, rewards.horizon(), step);
      }
      return (int) step;
    }

    String episode(int row) {
      return log.column("episode_id").text(row);
    }

    Transition transition(int row) {
      int step = step(row);
      String place = place(row, "features");
      Column features = vectors("features", place, false);
      double[] phi = rewards.checked(step, element(features, row), place);
      if (log.has("reward")) {
        rewards.requireReward(step, phi, log.column("reward").at(row), place(row, "reward"));
      }
      return new Transition(phi, next(row, step));
    }

    private double[][] next(int row, int step) {
      boolean failed = log.has("next_is_fail") && log.column("next_is_fail").at(row) != 0;
      if (failed && !hasFailState) {
        throw EsscherException.data(
            "%s: the next state is a fail state, and hasFailState is false",
            place(row, "next_is_fail"));
      }
      if (failed || step == rewards.horizon() - 1) {
        return new double[0][];
      }
      String place = place(row, "next_features_all");
      Column all = vectors("next_features_all", place, true);
      int from = all.start(row);
      int actions = all.start(row + 1) - from;
      if (actions == 0) {
        throw EsscherException.data(
            "%s: no features; those of every action in the next state are needed, unless it is the"
                + " fail state or the step is the last",
            place);
      }
      double[][] next = new double[actions][];
      for (int action = 0; action < actions; action++) {
        next[action] = rewards.checked(step + 1, element(all, from + action), place);
      }
      return next;
    }

    private Column vectors(String name, String place, boolean lists) {
      Column column = log.column(name);
      if (column.ragged() != lists || column.width() != rewards.width()) {
        throw EsscherException.data(
            "%s: %s of %d numbers are needed, as many as theta has, got %s of %d",
            place,
            lists ? "lists of vectors" : "vectors",
            rewards.width(),
            column.ragged() ? "lists of vectors" : "vectors",
            column.width());
      }
      return column;
    }

    private static double[] element(Column column, int element) {
      double[] phi = new double[column.width()];
      column.read((long) element * phi.length, phi, 0, phi.length);
      return phi;
    }

    private static String place(int row, String column) {
      return "slot " + SLOT + ", row " + row + ", column '" + column + "'";
    }
  }
}
