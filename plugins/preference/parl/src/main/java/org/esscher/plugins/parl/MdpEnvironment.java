package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.TabularModel;

/** The environment of {@link MisspecifiedMdp}. */
final class MdpEnvironment implements Environment {
  private static final int ENDED = -1;

  private final Mdp mdp;
  private final int features;
  private final int[] states;

  /** Copies that are all to be reset first. */
  MdpEnvironment(Mdp mdp, int features, int copies) {
    this.mdp = mdp;
    this.features = features;
    this.states = new int[copies];
    Arrays.fill(states, ENDED);
  }

  @Override
  public int copies() {
    return states.length;
  }

  @Override
  public void reset(int[] copies, Context context) {
    RandomGenerator random = context.random();
    for (int copy : copies) {
      states[copy] = random.nextInt(mdp.width());
    }
  }

  @Override
  public Batch observe(Context context) {
    return context.columns().batch(Map.of("observation", observations(context)));
  }

  private Column observations(Context context) {
    // What ended shows state 0 until it is reset; nothing follows it.
    return context
        .columns()
        .integers(Arrays.stream(states).mapToLong(state -> Math.max(state, 0)).toArray());
  }

  @Override
  public Batch step(Batch actions, Context context) {
    RandomGenerator random = context.random();
    Column taken = actions.column("action");
    double[] reward = new double[states.length];
    double[] phi = new double[states.length * features];
    boolean[] terminated = new boolean[states.length];
    for (int copy = 0; copy < states.length; copy++) {
      int state = state(copy);
      int action = action(taken, copy);
      reward[copy] = mdp.reward(state, action);
      System.arraycopy(mdp.features(state, action), 0, phi, copy * features, features);
      terminated[copy] = mdp.isLast(state);
      states[copy] = terminated[copy] ? ENDED : drawn(mdp.next(state, action), random);
    }
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("features", context.columns().vectors(features, phi));
    answer.put("reward", context.columns().numbers(reward));
    answer.put("terminated", context.columns().booleans(terminated));
    answer.put("truncated", context.columns().booleans(new boolean[states.length]));
    answer.put("next_observation", observations(context));
    return context.columns().batch(answer);
  }

  private int state(int copy) {
    if (states[copy] == ENDED) {
      throw EsscherException.plugin(
          "copy %d of misspecified-mdp has no episode to go on with; reset it", copy);
    }
    return states[copy];
  }

  private int action(Column taken, int copy) {
    double action = taken.at(copy);
    if (!(action >= 0 && action < mdp.actions() && action == Math.rint(action))) {
      throw EsscherException.data(
          "row %d, column 'action': a whole number from 0 to %d is needed, got %s",
          copy, mdp.actions() - 1, action);
    }
    return (int) action;
  }

  private static int drawn(double[] chances, RandomGenerator random) {
    double left = random.nextDouble();
    int last = 0;
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
    return State.empty().with("states", Arrays.stream(states).asDoubleStream().toArray());
  }

  @Override
  public void restore(State saved) {
    double[] values = saved.get("states");
    if (values.length != states.length) {
      throw EsscherException.plugin(
          "misspecified-mdp has %d copies, but %d were saved", states.length, values.length);
    }
    Arrays.setAll(states, copy -> (int) values[copy]);
  }

  @Override
  public Optional<TabularModel> tabular() {
    return Optional.of(mdp);
  }
}
