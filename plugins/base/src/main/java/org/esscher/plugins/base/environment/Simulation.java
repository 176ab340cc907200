package org.esscher.plugins.base.environment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.State;

/**
 * Copies of a process whose state is a vector of numbers; the states of all copies lie one after
 * the other. An episode is truncated after a number of steps.
 */
abstract class Simulation implements Environment {
  private final int copies;
  private final int width;
  private final int limit;
  private final int[] steps;
  private final double[] states;
  private final Knobs knobs;

  /**
   * Copies that stand nowhere until they are reset.
   *
   * @param copies how many
   * @param width numbers of a state
   * @param limit steps after which an episode is truncated
   * @param knobs the physical constants
   */
  Simulation(int copies, int width, int limit, Knobs knobs) {
    this.copies = copies;
    this.width = width;
    this.limit = limit;
    this.knobs = knobs;
    this.steps = new int[copies];
    this.states = new double[copies * width];
  }

  /** Writes a first state. */
  abstract void start(double[] states, int at, RandomGenerator random);

  /** Reads the actions of a step, all of them checked. */
  abstract Actions actions(Batch actions);

  /**
   * One step of one copy.
   *
   * @param states where its state begins at {@code at}; changed in place
   * @param at index
   * @param actions of all copies
   * @param copy its number
   * @return the reward
   */
  abstract double advance(double[] states, int at, Actions actions, int copy);

  /** Whether an episode has ended in a state. */
  abstract boolean ended(double[] states, int at);

  /** Numbers of an observation: those of the state, where nothing else is said. */
  int observed() {
    return width;
  }

  /** Writes what a state shows. */
  void show(double[] states, int at, double[] observations, int to) {
    System.arraycopy(states, at, observations, to, width);
  }

  final double knob(int number) {
    return knobs.at(number);
  }

  @Override
  public final int copies() {
    return copies;
  }

  @Override
  public final void reset(int[] ended, Context context) {
    RandomGenerator random = context.random();
    for (int copy : ended) {
      start(states, copy * width, random);
      steps[copy] = 0;
    }
  }

  @Override
  public final Batch observe(Context context) {
    return context.columns().batch(Map.of("observation", observation(context.columns())));
  }

  private Column observation(Columns columns) {
    double[] shown = new double[copies * observed()];
    for (int copy = 0; copy < copies; copy++) {
      show(states, copy * width, shown, copy * observed());
    }
    return observed() == 1 ? columns.numbers(shown) : columns.vectors(observed(), shown);
  }

  @Override
  public final Batch step(Batch batch, Context context) {
    Actions actions = actions(batch);
    double[] reward = new double[copies];
    boolean[] terminated = new boolean[copies];
    boolean[] truncated = new boolean[copies];
    for (int copy = 0; copy < copies; copy++) {
      reward[copy] = advance(states, copy * width, actions, copy);
      steps[copy]++;
      terminated[copy] = ended(states, copy * width);
      truncated[copy] = !terminated[copy] && steps[copy] >= limit;
    }
    Columns columns = context.columns();
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("reward", columns.numbers(reward));
    answer.put("next_observation", observation(columns));
    answer.put("terminated", columns.booleans(terminated));
    answer.put("truncated", columns.booleans(truncated));
    return columns.batch(answer);
  }

  @Override
  public final State save() {
    return State.empty()
        .with("states", states)
        .with("steps", Arrays.stream(steps).asDoubleStream().toArray())
        .withAll("knobs", knobs.save());
  }

  @Override
  public final void restore(State saved) {
    System.arraycopy(saved.get("states"), 0, states, 0, states.length);
    double[] taken = saved.get("steps");
    Arrays.setAll(steps, copy -> (int) taken[copy]);
    knobs.restore(saved.under("knobs"));
  }

  @Override
  public final void perturb(Map<String, Double> changed) {
    knobs.turn(changed);
  }
}
