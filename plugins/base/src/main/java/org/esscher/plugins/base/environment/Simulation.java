package org.esscher.plugins.base.environment;

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
import org.esscher.api.Space;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a process whose state is a vector of numbers; the states of all copies lie one after
 * the other. An episode is truncated after a number of steps. Somebody else's force may act on a
 * process beside its own actions.
 */
abstract class Simulation implements Environment {
  private final int copies;
  private final int width;
  private final int limit;
  private final Space acts;
  private final Space shows;
  private final int[] steps;
  private final double[] states;
  private final Knobs knobs;
  private double @Nullable [] pushes;

  /**
   * Copies that stand nowhere until they are reset.
   *
   * @param copies how many
   * @param width numbers of a state
   * @param limit steps after which an episode is truncated
   * @param acts the actions
   * @param shows the observations
   * @param knobs the physical constants
   */
  Simulation(int copies, int width, int limit, Space acts, Space shows, Knobs knobs) {
    this.copies = copies;
    this.width = width;
    this.limit = limit;
    this.acts = acts;
    this.shows = shows;
    this.knobs = knobs;
    this.steps = new int[copies];
    this.states = new double[copies * width];
  }

  /** Writes a first state. */
  abstract void start(double[] states, int at, RandomGenerator random);

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

  /** Writes what a state shows: its first numbers, where nothing else is said. */
  void show(double[] states, int at, double[] observations, int to) {
    System.arraycopy(states, at, observations, to, shows.width());
  }

  /** How many numbers at the end of a state are the goal, which is shown apart. */
  int goal() {
    return 0;
  }

  /** The force of somebody else on a copy, in the units of the process's own actions. */
  final double push(int copy, int component) {
    return pushes == null ? 0 : pushes[copy * acts.width() + component];
  }

  /** Lets somebody else's forces act in the next step, an action's width of numbers a copy. */
  final void push(double[] forces) {
    pushes = forces;
  }

  final double knob(int number) {
    return knobs.at(number);
  }

  @Override
  public final int copies() {
    return copies;
  }

  @Override
  public final Optional<Space> actionSpace(String player) {
    return Optional.of(acts);
  }

  @Override
  public final Optional<Space> observationSpace() {
    return Optional.of(shows);
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
    Map<String, Column> seen = new LinkedHashMap<>();
    look("", seen, context.columns());
    return context.columns().batch(seen);
  }

  /** Adds what is seen now. */
  private void look(String prefix, Map<String, Column> seen, Columns columns) {
    int shown = shows.width();
    double[] observations = new double[copies * shown];
    for (int copy = 0; copy < copies; copy++) {
      show(states, copy * width, observations, copy * shown);
    }
    seen.put(prefix + "observation", column(shown, observations, columns));
    int aimed = goal();
    if (aimed > 0) {
      double[] goals = new double[copies * aimed];
      for (int copy = 0; copy < copies; copy++) {
        System.arraycopy(states, (copy + 1) * width - aimed, goals, copy * aimed, aimed);
      }
      seen.put(prefix + "goal", column(aimed, goals, columns));
    }
  }

  private static Column column(int width, double[] values, Columns columns) {
    return width == 1 ? columns.numbers(values) : columns.vectors(width, values);
  }

  @Override
  public final Batch step(Batch batch, Context context) {
    Actions actions = Actions.of(acts, batch);
    double[] reward = new double[copies];
    boolean[] terminated = new boolean[copies];
    boolean[] truncated = new boolean[copies];
    for (int copy = 0; copy < copies; copy++) {
      reward[copy] = advance(states, copy * width, actions, copy);
      steps[copy]++;
      terminated[copy] = ended(states, copy * width);
      truncated[copy] = !terminated[copy] && steps[copy] >= limit;
    }
    pushes = null;
    Columns columns = context.columns();
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("reward", columns.numbers(reward));
    look("next_", answer, columns);
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
