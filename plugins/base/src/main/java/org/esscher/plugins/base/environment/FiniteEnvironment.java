package org.esscher.plugins.base.environment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.State;
import org.esscher.api.TabularModel;

/**
 * Copies of a finite process; an observation is the number of a state. Normal noise may be added to
 * its rewards, and knobs may change it.
 */
final class FiniteEnvironment implements Environment {
  private final Function<Knobs, FiniteModel> models;
  private final double deviation;
  private final int limit;
  private final int[] states;
  private final int[] steps;
  private Knobs knobs;
  private FiniteModel model;

  /**
   * Copies that stand nowhere until they are reset.
   *
   * @param model the process
   * @param copies how many
   * @param limit steps after which an episode is truncated
   */
  FiniteEnvironment(FiniteModel model, int copies, int limit) {
    this(knobs -> model, new Knobs(new String[0]), 0, copies, limit);
  }

  /**
   * Copies that stand nowhere until they are reset.
   *
   * @param models the process at some setting of the knobs; the number of states and actions is
   *     always the same
   * @param knobs as they are at first
   * @param deviation standard deviation of the noise on rewards
   * @param copies how many
   * @param limit steps after which an episode is truncated
   */
  FiniteEnvironment(
      Function<Knobs, FiniteModel> models, Knobs knobs, double deviation, int copies, int limit) {
    this.models = models;
    this.knobs = knobs;
    this.deviation = deviation;
    this.model = models.apply(knobs);
    this.limit = limit;
    this.states = new int[copies];
    this.steps = new int[copies];
  }

  @Override
  public int copies() {
    return states.length;
  }

  @Override
  public void reset(int[] copies, Context context) {
    RandomGenerator random = context.random();
    double[] initial = model.initial();
    for (int copy : copies) {
      states[copy] = drawn(initial, random.nextDouble());
      steps[copy] = 0;
    }
  }

  /** Rounding of the sum may leave a little mass: it is the last state's. */
  private static int drawn(double[] probabilities, double place) {
    int last = 0;
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      sum += probabilities[i];
      if (probabilities[i] > 0) {
        last = i;
        if (place < sum) {
          return i;
        }
      }
    }
    return last;
  }

  @Override
  public Batch observe(Context context) {
    return context.columns().batch(Map.of("observation", observation(context.columns())));
  }

  private Column observation(Columns columns) {
    return columns.integers(Arrays.stream(states).asLongStream().toArray());
  }

  @Override
  public Batch step(Batch batch, Context context) {
    Actions actions = Actions.numbered(batch, model.actions());
    RandomGenerator random = context.random();
    double[] reward = new double[states.length];
    boolean[] terminated = new boolean[states.length];
    boolean[] truncated = new boolean[states.length];
    for (int copy = 0; copy < states.length; copy++) {
      FiniteModel.Transition taken =
          drawn(model.transitions(states[copy], actions.number(copy)), random.nextDouble());
      states[copy] = taken.next();
      reward[copy] =
          deviation == 0 ? taken.reward() : random.nextGaussian(taken.reward(), deviation);
      terminated[copy] = taken.ends();
      truncated[copy] = !taken.ends() && ++steps[copy] >= limit;
    }
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("reward", context.columns().numbers(reward));
    answer.put("next_observation", observation(context.columns()));
    answer.put("terminated", context.columns().booleans(terminated));
    answer.put("truncated", context.columns().booleans(truncated));
    return context.columns().batch(answer);
  }

  private static FiniteModel.Transition drawn(
      List<FiniteModel.Transition> transitions, double place) {
    double sum = 0;
    for (FiniteModel.Transition transition : transitions) {
      sum += transition.probability();
      if (place < sum) {
        return transition;
      }
    }
    return transitions.get(transitions.size() - 1);
  }

  @Override
  public State save() {
    return State.empty()
        .with("states", Arrays.stream(states).asDoubleStream().toArray())
        .with("steps", Arrays.stream(steps).asDoubleStream().toArray())
        .withAll("knobs", knobs.save());
  }

  @Override
  public void restore(State saved) {
    double[] stood = saved.get("states");
    double[] taken = saved.get("steps");
    Arrays.setAll(states, copy -> (int) stood[copy]);
    Arrays.setAll(steps, copy -> (int) taken[copy]);
    knobs.restore(saved.under("knobs"));
    model = models.apply(knobs);
  }

  @Override
  public void perturb(Map<String, Double> changed) {
    Knobs turned = knobs.copy();
    turned.turn(changed);
    model = models.apply(turned);
    knobs = turned;
  }

  @Override
  public Optional<TabularModel> tabular() {
    return Optional.of(model);
  }
}
