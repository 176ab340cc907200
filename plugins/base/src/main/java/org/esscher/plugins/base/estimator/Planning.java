package org.esscher.plugins.base.estimator;

import org.esscher.api.EsscherException;
import org.esscher.api.TabularModel;

/**
 * The optimal action values of a finite process, by value iteration (Bellman 1957): Q ← r + γ·P
 * max_a Q, until no value changes by more than a tolerance.
 */
public final class Planning {
  private static final int MOST = 1_000_000;

  private Planning() {}

  /**
   * Iterates from zeros.
   *
   * @param model the process
   * @param tolerance the largest change of a value at which it ends
   * @return Q*(s, a), by state and action, wrong by at most tolerance · γ/(1 − γ)
   * @throws EsscherException (USER) when it doesn't end: without a discount below 1, where an
   *     episode may go on and be paid for ever
   * @throws EsscherException (DATA) when values go beyond all numbers
   */
  public static double[][] optimal(TabularModel model, double tolerance) {
    double[][] q = new double[model.states()][model.actions()];
    double[] values = new double[model.states()];
    for (int iteration = 0; iteration < MOST; iteration++) {
      double change = 0;
      for (int state = 0; state < q.length; state++) {
        for (int action = 0; action < q[state].length; action++) {
          double value = model.reward(state, action);
          double[] next = model.next(state, action);
          for (int following = 0; following < next.length; following++) {
            value += model.discount() * next[following] * values[following];
          }
          change = Math.max(change, Math.abs(value - q[state][action]));
          q[state][action] = value;
        }
      }
      if (!Double.isFinite(change)) {
        throw EsscherException.data(
            "value iteration came to values that are not finite in round %d; rewards are too large",
            iteration + 1);
      }
      for (int state = 0; state < q.length; state++) {
        values[state] = best(q[state]);
      }
      if (change <= tolerance) {
        return q;
      }
    }
    throw EsscherException.user(
        "value iteration didn't settle to %s in %d rounds with discount %s; a discount below 1 is"
            + " needed where episodes may go on forever",
        tolerance, MOST, model.discount());
  }

  private static double best(double[] values) {
    double best = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      best = Math.max(best, value);
    }
    return best;
  }

  /**
   * The greedy policy.
   *
   * @param q action values, by state and action
   * @return π(a | s): 1 for the best action of each state, the first of equals
   */
  public static double[][] greedy(double[][] q) {
    double[][] policy = new double[q.length][];
    for (int state = 0; state < q.length; state++) {
      policy[state] = new double[q[state].length];
      int chosen = 0;
      for (int action = 1; action < q[state].length; action++) {
        chosen = q[state][action] > q[state][chosen] ? action : chosen;
      }
      policy[state][chosen] = 1;
    }
    return policy;
  }
}
