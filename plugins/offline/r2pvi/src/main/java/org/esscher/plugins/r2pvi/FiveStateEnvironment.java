package org.esscher.plugins.r2pvi;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.TabularModel;

/** Copies of {@link FiveStateMdp}. */
final class FiveStateEnvironment implements Environment {
  private static final String KNOB = "shift";

  private final int[] states;
  private FiveStateModel model;

  FiveStateEnvironment(FiveStateMdp mdp, int copies) {
    this.states = new int[copies];
    this.model = new FiveStateModel(mdp, Double.NaN);
  }

  @Override
  public int copies() {
    return states.length;
  }

  @Override
  public void reset(int[] copies, Context context) {
    for (int copy : copies) {
      states[copy] = 0;
    }
  }

  @Override
  public Batch observe(Context context) {
    return context.columns().batch(shown("", context.columns()));
  }

  private Map<String, Column> shown(String prefix, Columns columns) {
    int width = FiveStateModel.FEATURES;
    int actions = model.actions();
    long[] steps = new long[states.length];
    boolean[] failed = new boolean[states.length];
    int[] starts = new int[states.length + 1];
    double[] features = new double[states.length * actions * width];
    for (int copy = 0; copy < states.length; copy++) {
      steps[copy] = FiveStateModel.step(states[copy]);
      failed[copy] = FiveStateModel.isFail(states[copy]);
      starts[copy + 1] = (copy + 1) * actions;
      for (int action = 0; action < actions; action++) {
        double[] phi = model.features(states[copy], action);
        System.arraycopy(phi, 0, features, (starts[copy] + action) * width, width);
      }
    }
    Map<String, Column> shown = new LinkedHashMap<>();
    shown.put(
        prefix + "observation", columns.integers(Arrays.stream(states).asLongStream().toArray()));
    shown.put(prefix + "step", columns.integers(steps));
    shown.put(prefix + "features_all", columns.vectorLists(width, starts, features));
    shown.put(prefix + "is_fail", columns.booleans(failed));
    return shown;
  }

  @Override
  public Batch step(Batch actions, Context context) {
    RandomGenerator random = context.random();
    Column taken = actions.column("action");
    double[] reward = new double[states.length];
    double[] features = new double[states.length * FiveStateModel.FEATURES];
    boolean[] terminated = new boolean[states.length];
    for (int copy = 0; copy < states.length; copy++) {
      int action = action(taken, copy);
      reward[copy] = model.reward(states[copy], action);
      double[] phi = model.features(states[copy], action);
      System.arraycopy(phi, 0, features, copy * phi.length, phi.length);
      double[] next = model.next(states[copy], action);
      terminated[copy] = FiveStateModel.step(states[copy]) == FiveStateModel.HORIZON - 1;
      states[copy] = terminated[copy] ? states[copy] : drawn(next, random.nextDouble());
    }
    Columns columns = context.columns();
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("features", columns.vectors(FiveStateModel.FEATURES, features));
    answer.put("reward", columns.numbers(reward));
    answer.put("terminated", columns.booleans(terminated));
    answer.put("truncated", columns.booleans(new boolean[states.length]));
    answer.putAll(shown("next_", columns));
    return columns.batch(answer);
  }

  private int action(Column taken, int copy) {
    double action = taken.at(copy);
    if (!(action >= 0 && action < model.actions() && action == Math.rint(action))) {
      throw EsscherException.data(
          "row %d, column 'action': a whole number from 0 to %d is needed, got %s",
          copy, model.actions() - 1, action);
    }
    return (int) action;
  }

  private static int drawn(double[] chances, double place) {
    int last = 0;
    double left = place;
    for (int state = 0; state < chances.length; state++) {
      if (chances[state] > 0) {
        last = state;
        left -= chances[state];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  @Override
  public State save() {
    State saved = State.empty().with("states", Arrays.stream(states).asDoubleStream().toArray());
    return Double.isNaN(model.shift()) ? saved : saved.with(KNOB, model.shift());
  }

  @Override
  public void restore(State saved) {
    double[] stood = saved.get("states");
    Arrays.setAll(states, copy -> (int) stood[copy]);
    model = new FiveStateModel(model.mdp(), saved.number(KNOB, Double.NaN));
  }

  @Override
  public void perturb(Map<String, Double> knobs) {
    knobs.forEach(
        (name, value) -> {
          if (!name.equals(KNOB) || !(value >= 0 && value <= 1)) {
            throw EsscherException.user(
                "the knob '%s' can't be set to %s; five-state-mdp has '%s', a number within [0, 1]",
                name, value, KNOB);
          }
          model = new FiveStateModel(model.mdp(), value);
        });
  }

  @Override
  public Optional<TabularModel> tabular() {
    return Optional.of(model);
  }
}
