package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Space;

/**
 * A point in a maze, pushed by a force within ±1 in either direction. A cell is 1 wide; x grows
 * along a row of the map and y from row to row. The state is (x, y, vx, vy), the observation too,
 * and {@code goal} is (x, y) of the goal. In steps of 0.05 s, for x and then for y,
 *
 * <pre>
 * v ← clip(v + (force·a − damping·v)·0.05, ±5)
 * x ← x + v·0.05
 * </pre>
 *
 * and where x would enter a wall it stays at the wall's face, with v = 0. The start is the middle
 * of a cell S, moved by up to 0.1 in each direction, and the goal the middle of a cell G; where
 * there are several, each episode draws one.
 *
 * <p>Knobs: {@code force}, {@code damping}.
 *
 * @param map rows of cells: # is a wall, . free, S a start, G a goal; beyond the map is wall
 * @param reward what a step pays
 * @param radius distance from the goal that counts as reaching it
 * @param ends whether the episode terminates at the goal
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "point-maze",
    summary = "a point that is pushed through a maze to a goal",
    paper = "task and rewards of Fu et al. 2020 (D4RL maze2d), arXiv 2004.07219; own dynamics")
public record PointMaze(
    @Default("['#####', '#S..#', '#.#.#', '#..G#', '#####']") @NotEmpty List<String> map,
    @Default("sparse") Reward reward,
    @Default("0.5") @Positive double radius,
    @Default("false") boolean ends,
    @Default("200") @Positive int limit)
    implements EnvironmentProvider {
  /** What a step pays. */
  public enum Reward {
    /** 1 within the radius of the goal, 0 elsewhere. */
    SPARSE,
    /** exp(−distance to the goal). */
    DENSE
  }

  /**
   * Copies and checks.
   *
   * @param map as for the record
   * @param reward as for the record
   * @param radius as for the record
   * @param ends as for the record
   * @param limit as for the record
   */
  public PointMaze {
    map = List.copyOf(map);
    new Walls(map);
  }

  @Override
  public Environment create(int copies, Context context) {
    return new Points(copies, this);
  }

  private static final class Points extends Simulation {
    private static final double SECONDS = 0.05;
    private static final double FASTEST = 5;
    private static final double MOVED = 0.1;
    private static final int GOAL = 4;

    private final PointMaze maze;
    private final Walls walls;

    Points(int copies, PointMaze maze) {
      super(
          copies,
          6,
          maze.limit(),
          Space.Box.within(2, 1),
          new Space.Box(
              List.of(0.0, 0.0, -FASTEST, -FASTEST),
              List.of(
                  (double) maze.map().get(0).length(),
                  (double) maze.map().size(),
                  FASTEST,
                  FASTEST)),
          new Knobs(new String[] {"force", "damping"}, 10, 1));
      this.maze = maze;
      this.walls = new Walls(maze.map());
    }

    @Override
    void start(double[] states, int at, RandomGenerator random) {
      double[] start = walls.start(random.nextDouble());
      double[] goal = walls.goal(random.nextDouble());
      for (int axis = 0; axis < 2; axis++) {
        states[at + axis] = start[axis] + random.nextDouble(-MOVED, MOVED);
        states[at + 2 + axis] = 0;
        states[at + GOAL + axis] = goal[axis];
      }
    }

    @Override
    double advance(double[] states, int at, Actions actions, int copy) {
      for (int axis = 0; axis < 2; axis++) {
        double velocity = states[at + 2 + axis];
        double force = actions.bounded(2 * copy + axis, 1) + push(copy, axis);
        double faster = velocity + (knob(0) * force - knob(1) * velocity) * SECONDS;
        double moved = Math.max(-FASTEST, Math.min(FASTEST, faster)) * SECONDS;
        double before = states[at + axis];
        double stands = walls.stop(before, states[at + 1 - axis], axis, moved);
        states[at + axis] = stands;
        states[at + 2 + axis] = stands == before + moved ? moved / SECONDS : 0;
      }
      double distance = distance(states, at);
      return switch (maze.reward()) {
        case SPARSE -> distance <= maze.radius() ? 1 : 0;
        case DENSE -> Math.exp(-distance);
      };
    }

    private static double distance(double[] states, int at) {
      return Math.hypot(states[at] - states[at + GOAL], states[at + 1] - states[at + GOAL + 1]);
    }

    @Override
    boolean ended(double[] states, int at) {
      return maze.ends() && distance(states, at) <= maze.radius();
    }

    @Override
    int goal() {
      return 2;
    }
  }
}
