package org.esscher.plugins.r2pvi;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/**
 * The greedy policy of fitted values: from {@code step} and {@code features_all}, a list of the
 * features of every action, it computes {@code action}, its {@code value}, and {@code q_all}, Q̂ of
 * every action, a list. It has no log-probability and is not trained.
 */
final class GreedyLinearPolicy implements Policy, Sampler {
  private static final Set<String> OUTPUTS = Set.of("action", "value", "q_all");

  private final State fitted;
  private final LinearValues values;

  GreedyLinearPolicy(State fitted, LinearValues values) {
    this.fitted = fitted;
    this.values = values;
  }

  @Override
  public Set<String> inputs() {
    return Set.of("step", "features_all");
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user(
          "a policy fitted by value iteration computes %s, but %s was asked for", OUTPUTS, outputs);
    }
    Column all = batch.column("features_all");
    double[] actions = new double[batch.rows()];
    double[] best = new double[batch.rows()];
    double[] q = new double[all.start(all.rows())];
    for (int row = 0; row < actions.length; row++) {
      int step = step(batch, row);
      double[][] features = features(all, row);
      LinearValues.Choice choice = values.best(step, features);
      actions[row] = choice.action();
      best[row] = choice.value();
      for (int action = 0; action < features.length; action++) {
        q[all.start(row) + action] = values.q(step, features[action]);
      }
    }
    Columns columns = context.columns();
    return new Forward() {
      @Override
      public Column output(String name) {
        return switch (name) {
          case "action" -> columns.numbers(actions);
          case "value" -> columns.numbers(best);
          default -> columns.lists(starts(all), q);
        };
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        throw EsscherException.user(
            "a policy fitted by value iteration is not trained; fit it again");
      }
    };
  }

  private static int[] starts(Column lists) {
    int[] starts = new int[lists.rows() + 1];
    Arrays.setAll(starts, lists::start);
    return starts;
  }

  private int step(Batch batch, int row) {
    double step = batch.column("step").at(row);
    if (!(step >= 0 && step < values.horizon() && step == Math.rint(step))) {
      throw EsscherException.data(
          "row %d, column 'step': a whole number from 0 to %d is needed, as values were fitted for"
              + " %d steps, got %s",
          row, values.horizon() - 1, values.horizon(), step);
    }
    return (int) step;
  }

  private double[][] features(Column all, int row) {
    int from = all.start(row);
    double[][] features = new double[all.start(row + 1) - from][values.width()];
    if (!all.ragged() || all.width() != values.width() || features.length == 0) {
      throw EsscherException.data(
          "row %d, column 'features_all': a list of vectors of %d numbers is needed, one of every"
              + " action, got %d of %d",
          row, values.width(), features.length, all.width());
    }
    for (int action = 0; action < features.length; action++) {
      all.read((long) (from + action) * values.width(), features[action], 0, values.width());
    }
    return features;
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int[] rows = new int[Math.multiplyExact(contexts.rows(), each)];
    Arrays.setAll(rows, draw -> draw / each);
    long[] actions = new long[rows.length];
    for (int draw = 0; draw < rows.length; draw++) {
      int row = rows[draw];
      actions[draw] =
          values.best(step(contexts, row), features(contexts.column("features_all"), row)).action();
    }
    return contexts
        .take(rows)
        .with("action", context.columns().integers(actions))
        .with("behavior_logp", context.columns().numbers(new double[rows.length]));
  }

  @Override
  public State save() {
    return fitted;
  }
}
