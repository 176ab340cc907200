package org.esscher.plugins.correlatedproxies;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.TabularModel;

/**
 * The decision process behind a log of one-step episodes: contexts come with the frequencies that
 * they have in the log, whatever was done before. States are the contexts.
 */
final class LoggedBandit implements TabularModel {
  private final List<String> columns;
  private final int actions;
  private final Map<List<String>, Integer> numbers = new LinkedHashMap<>();
  private final int[] firstRows;
  private final double[] frequency;

  /**
   * Reads a log of decisions.
   *
   * @param log has the columns
   * @param columns those that identify a context
   * @param actions number of actions
   */
  LoggedBandit(Batch log, List<String> columns, int actions) {
    this.columns = columns;
    this.actions = actions;
    int[] first = new int[log.rows()];
    double[] count = new double[log.rows()];
    for (int row = 0; row < log.rows(); row++) {
      int number = numbers.computeIfAbsent(key(log, row), ignored -> numbers.size());
      first[number] = count[number] == 0 ? row : first[number];
      count[number]++;
    }
    this.firstRows = Arrays.copyOf(first, numbers.size());
    this.frequency = Arrays.copyOf(count, numbers.size());
    Arrays.setAll(frequency, state -> frequency[state] / log.rows());
  }

  private List<String> key(Batch rows, int row) {
    return columns.stream().map(name -> rows.column(name).text(row)).toList();
  }

  /** The number of actions of a log: one more than the largest that it has. */
  static int actions(Batch log) {
    Column action = log.column("action");
    int largest = 0;
    for (int row = 0; row < action.rows(); row++) {
      double value = action.isText() ? Double.NaN : action.at(row);
      if (!(value >= 0 && value == Math.rint(value))) {
        throw EsscherException.data(
            "row %d, column 'action': a whole number from 0 was expected, got %s",
            row, action.text(row));
      }
      largest = Math.max(largest, (int) value);
    }
    return largest + 1;
  }

  /** What a policy acts on: the context's columns and its number, {@code observation}. */
  Batch contexts(Batch rows, Columns made) {
    Map<String, Column> kept = new LinkedHashMap<>();
    columns.forEach(name -> kept.put(name, rows.column(name)));
    long[] observation = new long[rows.rows()];
    for (int row = 0; row < observation.length; row++) {
      observation[row] = state(rows, row);
    }
    kept.put("observation", made.integers(observation));
    return made.batch(kept);
  }

  private int state(Batch rows, int row) {
    Integer number = numbers.get(key(rows, row));
    if (number == null) {
      throw EsscherException.data(
          "row %d has the context %s, which the log that the bandit was read from lacks",
          row, key(rows, row));
    }
    return number;
  }

  /** One row of each context of the log that this was read from, in the order of states. */
  Batch eachContext(Batch log, Columns made) {
    return contexts(log.take(firstRows), made);
  }

  /** Sets a policy to the actions' frequencies, each action counted once more than it was seen. */
  void assign(Model policy, Batch log, Context context) {
    double[] count = new double[Math.multiplyExact(states(), actions)];
    Arrays.fill(count, 1);
    Column action = log.column("action");
    for (int row = 0; row < log.rows(); row++) {
      count[state(log, row) * actions + (int) action.at(row)]++;
    }
    Batch choices =
        policy
            .as(Enumerable.class)
            .orElseThrow()
            .enumerate(eachContext(log, context.columns()), context);
    double[] logp = new double[count.length];
    Arrays.setAll(
        logp, i -> Math.log(count[(i / actions) * actions + (int) choices.column("action").at(i)]));
    policy.as(ClosedForm.class).orElseThrow().assign(choices, context.columns().numbers(logp));
  }

  @Override
  public int states() {
    return firstRows.length;
  }

  @Override
  public int actions() {
    return actions;
  }

  @Override
  public double[] next(int state, int action) {
    return frequency.clone();
  }

  /** None: rewards are models of their own here. */
  @Override
  public double reward(int state, int action) {
    return 0;
  }

  @Override
  public double[] initial() {
    return frequency.clone();
  }

  @Override
  public double discount() {
    return 0;
  }
}
