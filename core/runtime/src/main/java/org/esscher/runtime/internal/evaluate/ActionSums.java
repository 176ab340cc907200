package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.runtime.internal.estimate.Wire;

/**
 * Sums of rewards and numbers of rows by action and fold. Sums of parts of a log are added up in
 * their order.
 */
final class ActionSums {
  private final int folds;

  /** By action: the folds' sums, then their numbers of rows. */
  private final Map<Long, double[]> byAction = new TreeMap<>();

  /**
   * No rows.
   *
   * @param folds how many there are
   */
  ActionSums(int folds) {
    this.folds = folds;
  }

  /** Of consecutive rows, which are added up by themselves. */
  static ActionSums of(Batch log, int from, int to, int[] fold, int folds) {
    ActionSums sums = new ActionSums(folds);
    Column action = log.column("action");
    Column reward = log.column("reward");
    for (int row = from; row < to; row++) {
      double[] of = sums.of((long) action.at(row));
      of[fold[row]] += reward.at(row);
      of[folds + fold[row]]++;
    }
    return sums;
  }

  /** The sums and numbers of an action. */
  private double[] of(long action) {
    return byAction.computeIfAbsent(action, ignored -> new double[2 * folds]);
  }

  /** Adds those of the rows that follow. */
  void add(ActionSums next) {
    next.byAction.forEach(
        (action, numbers) -> {
          double[] of = of(action);
          for (int i = 0; i < of.length; i++) {
            of[i] += numbers[i];
          }
        });
  }

  int folds() {
    return folds;
  }

  Map<Long, double[]> byAction() {
    return byAction;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(folds);
    out.writeInt(byAction.size());
    for (Map.Entry<Long, double[]> action : byAction.entrySet()) {
      out.writeLong(action.getKey());
      Wire.writeNumbers(out, action.getValue());
    }
  }

  static ActionSums read(DataInputStream in) throws IOException {
    ActionSums sums = new ActionSums(in.readInt());
    for (int left = in.readInt(); left > 0; left--) {
      sums.byAction.put(in.readLong(), Wire.readNumbers(in));
    }
    return sums;
  }
}
