package org.esscher.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.esscher.api.Column;

/** Steps of episodes on the heap, under the names of the vocabulary. */
final class StepRows {
  /** The columns that there are. */
  static final Set<String> NAMES =
      new LinkedHashSet<>(
          List.of(
              "episode_id",
              "step",
              "observation",
              "action",
              "reward",
              "next_observation",
              "terminated",
              "truncated"));

  private final Hdf5Dataset.Shape observation;
  private final Hdf5Dataset.Shape action;
  private final long[] episodes;
  private final long[] steps;
  private final double[] observations;
  private final double[] nextObservations;
  private final double[] actions;
  private final double[] rewards;
  private final boolean[] terminated;
  private final boolean[] truncated;
  private final long[] places;
  private final LongFunction<String> where;
  private int rows;

  /** Room for some steps; {@code where} tells a place in words. */
  StepRows(
      Hdf5Dataset.Shape observation,
      Hdf5Dataset.Shape action,
      int most,
      LongFunction<String> where) {
    this.observation = observation;
    this.action = action;
    this.where = where;
    episodes = new long[most];
    steps = new long[most];
    observations = new double[most * components(observation)];
    nextObservations = new double[observations.length];
    actions = new double[most * components(action)];
    rewards = new double[most];
    terminated = new boolean[most];
    truncated = new boolean[most];
    places = new long[most];
  }

  private static int components(Hdf5Dataset.Shape shape) {
    return Math.max(1, shape.width());
  }

  /** One row among the numbers of several. */
  static final class Row {
    private final double[] values;
    private final int row;

    Row(double[] values, int row) {
      this.values = values;
      this.row = row;
    }

    void copyTo(double[] target, int at, int width) {
      System.arraycopy(values, row * width, target, at * width, width);
    }
  }

  /** Adds a step, and says where it stands. */
  void add(
      long episode,
      long step,
      Row observed,
      Row acted,
      double reward,
      Row next,
      boolean isTerminated,
      boolean isTruncated,
      long place) {
    episodes[rows] = episode;
    steps[rows] = step;
    observed.copyTo(observations, rows, components(observation));
    next.copyTo(nextObservations, rows, components(observation));
    acted.copyTo(actions, rows, components(action));
    rewards[rows] = reward;
    terminated[rows] = isTerminated;
    truncated[rows] = isTruncated;
    places[rows] = place;
    rows++;
  }

  int rows() {
    return rows;
  }

  /** The shapes, which must be the same in all files. */
  String shapes() {
    return "observations of " + observation + ", actions of " + action;
  }

  /** The rows as a batch of an arena. */
  RawRows emit(long firstRow, long firstEpisode, Arena arena) {
    long[] ids = Arrays.copyOf(episodes, rows);
    Arrays.setAll(ids, row -> firstEpisode + ids[row]);
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("episode_id", arena.integers(ids));
    columns.put("step", arena.integers(Arrays.copyOf(steps, rows)));
    columns.put("observation", column(observation, observations, arena));
    columns.put("action", column(action, actions, arena));
    columns.put("reward", arena.numbers(Arrays.copyOf(rewards, rows)));
    columns.put("next_observation", column(observation, nextObservations, arena));
    columns.put("terminated", arena.booleans(Arrays.copyOf(terminated, rows)));
    columns.put("truncated", arena.booleans(Arrays.copyOf(truncated, rows)));
    return new RawRows(arena.batch(columns), firstRow, row -> where.apply(places[row]));
  }

  private Column column(Hdf5Dataset.Shape shape, double[] all, Arena arena) {
    double[] values = Arrays.copyOf(all, rows * components(shape));
    if (shape.width() > 0) {
      return arena.vectors(shape.width(), values);
    }
    return shape.whole()
        ? arena.integers(Arrays.stream(values).mapToLong(value -> (long) value).toArray())
        : arena.numbers(values);
  }
}
