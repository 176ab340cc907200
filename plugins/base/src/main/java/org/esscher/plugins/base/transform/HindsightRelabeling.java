package org.esscher.plugins.base.transform;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Hindsight experience replay: beside each step, the same step with goals that were reached later
 * in its episode. What is reached in a step are some components of its {@code next_observation}. A
 * relabeled step pays {@code success} where what it reaches lies within {@code radius} of its new
 * goal, and {@code failure} elsewhere; where {@code ends}, reaching it terminates the episode. Rows
 * of an episode are given together and in order, with {@code episode_id}; {@code goal} has as many
 * numbers as there are components.
 *
 * @param strategy which steps of the episode provide the new goals
 * @param copies relabeled copies per step, which follow it
 * @param components components of the observation, numbered from 0, that make a goal
 * @param radius Euclidean distance from the goal that counts as reaching it
 * @param success what reaching the goal pays
 * @param failure what every other step pays
 * @param ends whether reaching the goal terminates
 */
@Component(
    value = "hindsight-relabeling",
    summary = "steps relabeled with goals that were reached later",
    paper = "Andrychowicz et al. 2017, arXiv 1707.01495")
public record HindsightRelabeling(
    @Default("future") Strategy strategy,
    @Default("4") @Positive int copies,
    @Default("[0, 1]") @NotEmpty List<@PositiveOrZero Integer> components,
    @Default("0.5") @PositiveOrZero double radius,
    @Default("1") double success,
    @Default("0") double failure,
    @Default("false") boolean ends)
    implements Transform {
  /** Which later steps give goals. */
  public enum Strategy {
    /** Steps of the rest of the episode, this one included, drawn uniformly. */
    FUTURE,
    /** The last step of the episode. */
    FINAL
  }

  /**
   * Copies.
   *
   * @param strategy as for the record
   * @param copies as for the record
   * @param components as for the record
   * @param radius as for the record
   * @param success as for the record
   * @param failure as for the record
   * @param ends as for the record
   */
  public HindsightRelabeling {
    components = List.copyOf(components);
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Column reached = reached(batch);
    Episodes episodes = Episodes.of(batch);
    RandomGenerator random = context.random();
    int each = copies + 1;
    int[] rows = new int[batch.rows() * each];
    Arrays.setAll(rows, i -> i / each);
    Batch steps = batch.take(rows);
    double[] goal = steps.column("goal").toArray();
    double[] reward = steps.column("reward").toArray();
    boolean[] terminated = new boolean[rows.length];
    Column before = steps.column("terminated");
    for (int i = 0; i < rows.length; i++) {
      terminated[i] = before.at(i) != 0;
      if (i % each > 0) {
        int last = episodes.last(rows[i]);
        int from = strategy == Strategy.FINAL ? last : random.nextInt(rows[i], last + 1);
        boolean there = distance(reached, rows[i], from) <= radius;
        for (int k = 0; k < components.size(); k++) {
          goal[i * components.size() + k] = at(reached, from, k);
        }
        reward[i] = there ? success : failure;
        terminated[i] = ends && there;
      }
    }
    Column shape = steps.column("goal");
    Batch relabeled =
        steps
            .with("goal", context.columns().shapedLike(shape, goal))
            .with("reward", context.columns().numbers(reward))
            .with("terminated", context.columns().booleans(terminated));
    return batch.has("next_goal")
        ? relabeled.with("next_goal", relabeled.column("goal"))
        : relabeled;
  }

  private Column reached(Batch batch) {
    Column next = batch.column("next_observation");
    Column goal = batch.column("goal");
    if (goal.width() != components.size()
        || components.stream().anyMatch(component -> component >= next.width())) {
      throw EsscherException.data(
          "components %s of next_observation become goals; it has %d, and a goal %d",
          components, next.width(), goal.width());
    }
    return next;
  }

  private double at(Column reached, int row, int component) {
    return reached.at((long) row * reached.width() + components.get(component));
  }

  private double distance(Column reached, int one, int other) {
    double squares = 0;
    for (int k = 0; k < components.size(); k++) {
      double difference = at(reached, one, k) - at(reached, other, k);
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
