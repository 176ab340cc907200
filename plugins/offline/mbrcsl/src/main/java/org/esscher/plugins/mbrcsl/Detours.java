package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Generator;

/**
 * A point maze whose fastest way no log has whole, and such a log. From the start a short corridor
 * leads to a crossing, and so does a long one; from the crossing a third leads to the goal, where
 * each step pays 1. Of the logged episodes every other one takes the short corridor and stays at
 * the crossing, and so earns nothing; the others take the long one and go on to the goal. A script
 * pushes the point from one turn to the next, and noise is added to its pushes. Columns: {@code
 * episode_id, step, observation, action, reward, next_observation, terminated, truncated}.
 *
 * @param logged episodes of the log
 * @param length steps of an episode
 * @param noise standard deviation of the noise added to each push, which is within ±1
 */
@Component(
    value = "detours",
    summary = "a point maze whose fastest way has to be stitched, and its log",
    paper = "after the point maze of Zhou et al. 2024, arXiv 2310.19308")
public record Detours(
    @Default("100") @Min(2) int logged,
    @Default("120") @Positive int length,
    @Default("0.3") @PositiveOrZero double noise)
    implements EnvironmentProvider, Generator {
  private static final List<String> MAP = List.of("######", "#S..G#", "#.#.##", "#...##", "######");

  private static final double[] CROSSING = {3.5, 1.5};

  /** Where each kind of episode turns, and at last stays. */
  private static final double[][][] TURNS = {
    {CROSSING}, {{1.5, 3.5}, {3.5, 3.5}, CROSSING, {4.5, 1.5}}
  };

  /** How near to a turn counts as there. */
  private static final double THERE = 0.3;

  /** Largest speed that the script wants along an axis; walls are half a cell away. */
  private static final double FASTEST = 1.5;

  @Override
  public Environment create(int copies, Context context) {
    Map<String, ?> config = Map.of("map", MAP, "limit", length);
    return context
        .component(EnvironmentProvider.class, "point-maze", config)
        .create(copies, context);
  }

  @Override
  public Batch generate(Context context) {
    Columns columns = context.columns();
    RandomGenerator random = context.random();
    long[] episode = new long[logged];
    Arrays.setAll(episode, copy -> copy);
    int[] turn = new int[logged];
    List<Batch> steps = new ArrayList<>();
    try (Environment maze = create(logged, context)) {
      maze.reset(Arrays.stream(episode).mapToInt(copy -> (int) copy).toArray(), context);
      for (int step = 0; step < length; step++) {
        Column seen = maze.observe(context).column("observation");
        Column action = columns.vectors(2, pushes(seen.toArray(), turn, random));
        Batch answer = maze.step(columns.batch(Map.of("action", action)), context);
        long[] number = new long[logged];
        Arrays.fill(number, step);
        Map<String, Column> rows = new LinkedHashMap<>();
        rows.put("episode_id", columns.integers(episode));
        rows.put("step", columns.integers(number));
        rows.put("observation", seen);
        rows.put("action", action);
        for (String name : List.of("reward", "next_observation", "terminated", "truncated")) {
          rows.put(name, answer.column(name));
        }
        steps.add(columns.batch(rows));
      }
    }
    int[] byEpisode = new int[logged * length];
    Arrays.setAll(byEpisode, row -> row % length * logged + row / length);
    return columns.concat(steps).take(byEpisode);
  }

  /** The script's pushes, of every copy, towards its next turn. */
  private double[] pushes(double[] seen, int[] turn, RandomGenerator random) {
    double[] pushes = new double[2 * logged];
    for (int copy = 0; copy < logged; copy++) {
      double[][] turns = TURNS[copy % TURNS.length];
      double[] next = turns[turn[copy]];
      boolean there = Math.hypot(next[0] - seen[4 * copy], next[1] - seen[4 * copy + 1]) < THERE;
      if (there && turn[copy] + 1 < turns.length) {
        next = turns[++turn[copy]];
      }
      for (int axis = 0; axis < 2; axis++) {
        double wanted = within(3 * (next[axis] - seen[4 * copy + axis]), FASTEST);
        double push = wanted - seen[4 * copy + 2 + axis] + random.nextGaussian(0, noise);
        pushes[2 * copy + axis] = within(push, 1);
      }
    }
    return pushes;
  }

  private static double within(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }
}
