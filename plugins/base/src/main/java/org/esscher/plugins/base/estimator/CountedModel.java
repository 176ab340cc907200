package org.esscher.plugins.base.estimator;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.TabularModel;

/**
 * The process that a log looks like: frequencies of what followed, mean rewards. A state and action
 * that were never logged end the episode and pay as little as anything that was logged, taken for
 * ever: nobody chooses them who knows something else.
 */
final class CountedModel implements TabularModel {
  private final double discount;
  private final double[] initial;
  private final double[][][] next;
  private final double[][] reward;

  CountedModel(Batch log, Column rewards, int states, int actions, double discount) {
    this.discount = discount;
    this.initial = new double[states];
    this.next = new double[states][actions][states];
    this.reward = new double[states][actions];
    double[][] count = new double[states][actions];
    double least = 0;
    for (int row = 0; row < log.rows(); row++) {
      int state = number(log, "observation", row, states);
      int action = number(log, "action", row, actions);
      count[state][action]++;
      initial[state] += 1.0 / log.rows();
      reward[state][action] += rewards.at(row);
      least = Math.min(least, rewards.at(row));
      if (log.column("terminated").at(row) == 0) {
        next[state][action][number(log, "next_observation", row, states)]++;
      }
    }
    double worst = discount < 1 ? least / (1 - discount) : states * least;
    for (int state = 0; state < states; state++) {
      for (int action = 0; action < actions; action++) {
        double seen = count[state][action];
        reward[state][action] = seen > 0 ? reward[state][action] / seen : worst - 1;
        double[] frequencies = next[state][action];
        Arrays.setAll(frequencies, i -> seen > 0 ? frequencies[i] / seen : 0);
      }
    }
  }

  private static int number(Batch log, String name, int row, int count) {
    Column column = log.column(name);
    double value = column.isText() || column.ragged() || column.width() > 1 ? -1 : column.at(row);
    if (!(value >= 0 && value < count && value == Math.rint(value))) {
      throw EsscherException.data(
          "row %d, column '%s': a whole number from 0 to %d is needed, got %s",
          row, name, count - 1, column.isText() ? column.text(row) : column.at(row));
    }
    return (int) value;
  }

  @Override
  public int states() {
    return initial.length;
  }

  @Override
  public int actions() {
    return reward[0].length;
  }

  @Override
  public double[] next(int state, int action) {
    return next[state][action].clone();
  }

  @Override
  public double reward(int state, int action) {
    return reward[state][action];
  }

  /** Where the log's steps were, whichever episode they were of. */
  @Override
  public double[] initial() {
    return initial.clone();
  }

  @Override
  public double discount() {
    return discount;
  }
}
