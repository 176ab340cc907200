package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/**
 * Sums of rewards and numbers of rows by action and fold. Sums of parts of a log are added up in
 * their order.
 *
 * @param byAction the folds' sums, then their numbers of rows
 */
record ActionSums(NumbersByAction byAction) {
  /**
   * No rows.
   *
   * @param folds how many there are
   */
  ActionSums(int folds) {
    this(new NumbersByAction(2 * folds));
  }

  /** Of consecutive rows, which are added up by themselves. */
  static ActionSums of(Batch log, int from, int to, int[] fold, int folds) {
    ActionSums sums = new ActionSums(folds);
    Column action = log.column("action");
    Column reward = log.column("reward");
    for (int row = from; row < to; row++) {
      double[] of = sums.byAction.of((long) action.at(row));
      of[fold[row]] += reward.at(row);
      of[folds + fold[row]]++;
    }
    return sums;
  }

  /** Adds those of the rows that follow. */
  void add(ActionSums next) {
    byAction.add(next.byAction);
  }

  int folds() {
    return byAction.width() / 2;
  }

  void write(DataOutputStream out) throws IOException {
    byAction.write(out);
  }

  static ActionSums read(DataInputStream in) throws IOException {
    return new ActionSums(NumbersByAction.read(in));
  }
}
