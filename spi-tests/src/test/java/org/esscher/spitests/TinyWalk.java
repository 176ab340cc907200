package org.esscher.spitests;

import java.util.HashMap;
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

/**
 * A walk over four places, left or right, which slips with probability 1/5 and pays 1 for standing
 * at the right end before the step; from there it terminates with probability 1/4. It is cut after
 * seven steps. Right as it stands, broken by what overrides it.
 */
class TinyWalk implements Environment {
  static final int PLACES = 4;
  private static final double SLIP = 0.2;
  private static final double END = 0.25;
  private static final int LIMIT = 7;

  /** Place of each copy. */
  final double[] places;

  /** Steps of each copy's episode. */
  final double[] ages;

  TinyWalk(int copies) {
    places = new double[copies];
    ages = new double[copies];
  }

  @Override
  public int copies() {
    return places.length;
  }

  /** Starts one copy. */
  void start(int copy, Context context) {
    places[copy] = context.random().nextInt(2);
    ages[copy] = 0;
  }

  @Override
  public void reset(int[] copies, Context context) {
    for (int copy : copies) {
      start(copy, context);
    }
  }

  @Override
  public Batch observe(Context context) {
    return context.columns().batch(Map.of("observation", observation(context)));
  }

  /** What a step calls its observation. */
  String next() {
    return "next_observation";
  }

  Column observation(Context context) {
    return context.columns().numbers(places);
  }

  double reward(int place) {
    return place == PLACES - 1 ? 1 : 0;
  }

  /** How a place follows another one. */
  int move(int place, int action, RandomGenerator random) {
    boolean slips = random.nextDouble() < SLIP;
    int direction = (action == 1) != slips ? 1 : -1;
    return Math.max(0, Math.min(PLACES - 1, place + direction));
  }

  /** Whether the step limit counts as an end, elsewhere than at the right end. */
  boolean limitTerminates() {
    return false;
  }

  /** Refuses what is neither left nor right. */
  void requireAction(double action, int row) {
    if (action != 0 && action != 1) {
      throw EsscherException.data("row %d: action %s is neither 0 nor 1", row, action);
    }
  }

  @Override
  public Batch step(Batch actions, Context context) {
    double[] rewards = new double[copies()];
    boolean[] terminated = new boolean[copies()];
    boolean[] truncated = new boolean[copies()];
    for (int copy = 0; copy < copies(); copy++) {
      int place = (int) places[copy];
      requireAction(actions.column("action").at(copy), copy);
      rewards[copy] = reward(place);
      terminated[copy] = place == PLACES - 1 && context.random().nextDouble() < END;
      places[copy] = move(place, (int) actions.column("action").at(copy), context.random());
      ages[copy]++;
      boolean limit = ages[copy] >= LIMIT && !terminated[copy];
      boolean ends = limitTerminates() && place != PLACES - 1;
      truncated[copy] = limit && !ends;
      terminated[copy] |= limit && ends;
    }
    Map<String, Column> outcome = new HashMap<>();
    outcome.put(next(), observation(context));
    outcome.put("reward", context.columns().numbers(rewards));
    outcome.put("terminated", context.columns().booleans(terminated));
    outcome.put("truncated", context.columns().booleans(truncated));
    return context.columns().batch(outcome(outcome));
  }

  /** What a step gives. */
  Map<String, Column> outcome(Map<String, Column> columns) {
    return columns;
  }

  @Override
  public State save() {
    return State.empty().with("places", places).with("ages", ages);
  }

  @Override
  public void restore(State saved) {
    System.arraycopy(saved.get("places"), 0, places, 0, places.length);
    System.arraycopy(saved.get("ages"), 0, ages, 0, ages.length);
  }

  @Override
  public void perturb(Map<String, Double> knobs) {
    if (!knobs.isEmpty()) {
      throw EsscherException.user("the walk has no knobs; asked for %s", knobs.keySet());
    }
  }

  /** P(next | state, action), by state. */
  double[] next(int state, int action) {
    double[] next = new double[PLACES];
    double stays = state == PLACES - 1 ? 1 - END : 1;
    int forward = Math.max(0, Math.min(PLACES - 1, state + (action == 1 ? 1 : -1)));
    int back = Math.max(0, Math.min(PLACES - 1, state + (action == 1 ? -1 : 1)));
    next[forward] += stays * (1 - SLIP);
    next[back] += stays * SLIP;
    return next;
  }

  @Override
  public Optional<TabularModel> tabular() {
    return Optional.of(new Exact());
  }

  private final class Exact implements TabularModel {
    @Override
    public int states() {
      return PLACES;
    }

    @Override
    public int actions() {
      return 2;
    }

    @Override
    public double[] next(int state, int action) {
      return TinyWalk.this.next(state, action);
    }

    @Override
    public double reward(int state, int action) {
      return state == PLACES - 1 ? 1 : 0;
    }

    @Override
    public double[] initial() {
      return new double[] {0.5, 0.5, 0, 0};
    }

    @Override
    public double discount() {
      return 0.9;
    }
  }
}
