package org.esscher.plugins.base.environment;

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
 * A car in a valley whose engine is too weak for the hill. The state is (position p, velocity v);
 * with push a,
 *
 * <pre>
 * v ← clip(v + a·force − gravity·cos(3p), ±0.07)
 * p ← clip(p + v, [−1.2, 0.6])
 * </pre>
 *
 * and the left wall stops it. Discrete: actions 0, 1, 2 push −1, 0, 1 with force 0.001; each step
 * pays −1; the goal is p ≥ 0.5. Continuous: the push is a number within ±1, with force 0.0015; a
 * step costs 0.1·a² and the goal, p ≥ 0.45, pays 100.
 *
 * <p>Knobs: {@code gravity}, {@code force}.
 *
 * @param continuous whether the push is a number
 * @param limit steps after which an episode is truncated: 200 and 999 in the literature
 */
@Component(
    value = "mountain-car",
    summary = "a weak car that must swing to climb a hill",
    paper = "Moore 1990; constants of Gymnasium's MountainCar-v0 and MountainCarContinuous-v0")
public record MountainCar(@Default("false") boolean continuous, @Default("200") @Positive int limit)
    implements EnvironmentProvider {
  private static final double FASTEST = 0.07;
  private static final double WALL = -1.2;
  private static final double END = 0.6;
  private static final double GOAL = 0.5;
  private static final double CONTINUOUS_GOAL = 0.45;

  @Override
  public Environment create(int copies, Context context) {
    return new Cars(copies, limit, continuous);
  }

  private static final class Cars extends Simulation {
    private final boolean continuous;

    Cars(int copies, int limit, boolean continuous) {
      super(
          copies,
          2,
          limit,
          continuous ? Space.Box.within(1, 1) : new Space.Discrete(3),
          new Space.Box(List.of(WALL, -FASTEST), List.of(END, FASTEST)),
          new Knobs(new String[] {"gravity", "force"}, 0.0025, continuous ? 0.0015 : 0.001));
      this.continuous = continuous;
    }

    @Override
    void start(double[] states, int at, RandomGenerator random) {
      states[at] = random.nextDouble(-0.6, -0.4);
      states[at + 1] = 0;
    }

    @Override
    double advance(double[] states, int at, Actions actions, int copy) {
      double push = continuous ? actions.bounded(copy, 1) : actions.number(copy) - 1;
      double pulled =
          states[at + 1] + (push + push(copy, 0)) * knob(1) - knob(0) * Math.cos(3 * states[at]);
      double velocity = Math.max(-FASTEST, Math.min(FASTEST, pulled));
      double position = Math.max(WALL, Math.min(END, states[at] + velocity));
      states[at] = position;
      states[at + 1] = position == WALL && velocity < 0 ? 0 : velocity;
      if (!continuous) {
        return -1;
      }
      return (ended(states, at) ? 100 : 0) - 0.1 * push * push;
    }

    @Override
    boolean ended(double[] states, int at) {
      return states[at] >= (continuous ? CONTINUOUS_GOAL : GOAL);
    }
  }
}
