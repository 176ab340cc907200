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
 * A rod of mass m and length l, to be swung up and held by a torque u within ±2 N·m. The angle θ is
 * 0 when it stands; the observation is (cos θ, sin θ, θ̇). In steps of 0.05 s,
 *
 * <pre>
 * θ̇ ← clip(θ̇ + (3g/(2l)·sin θ + 3/(m·l²)·u)·0.05, ±8)
 * θ ← θ + θ̇·0.05
 * </pre>
 *
 * and the reward is −(θ² + 0.1·θ̇² + 0.001·u²) before the step, θ being within [−π, π). An episode
 * never terminates.
 *
 * <p>Knobs: {@code gravity}, {@code mass}, {@code length}.
 *
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "pendulum",
    summary = "a rod, swung up and held by a bounded torque",
    paper = "constants of Gymnasium's Pendulum-v1")
public record Pendulum(@Default("200") @Positive int limit) implements EnvironmentProvider {
  private static final double SECONDS = 0.05;
  private static final double FASTEST = 8;
  private static final double STRONGEST = 2;

  @Override
  public Environment create(int copies, Context context) {
    return new Rods(copies, limit);
  }

  private static final class Rods extends Simulation {
    Rods(int copies, int limit) {
      super(
          copies,
          2,
          limit,
          Space.Box.within(1, STRONGEST),
          new Space.Box(List.of(-1.0, -1.0, -FASTEST), List.of(1.0, 1.0, FASTEST)),
          new Knobs(new String[] {"gravity", "mass", "length"}, 10, 1, 1));
    }

    @Override
    void start(double[] states, int at, RandomGenerator random) {
      states[at] = random.nextDouble(-Math.PI, Math.PI);
      states[at + 1] = random.nextDouble(-1, 1);
    }

    @Override
    double advance(double[] states, int at, Actions actions, int copy) {
      double torque = actions.bounded(copy, STRONGEST);
      double angle = states[at];
      double spin = states[at + 1];
      double turned = angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
      double length = knob(2);
      double angular =
          1.5 * knob(0) / length * Math.sin(angle)
              + 3 / (knob(1) * length * length) * (torque + push(copy, 0));
      states[at + 1] = Math.max(-FASTEST, Math.min(FASTEST, spin + angular * SECONDS));
      states[at] = angle + states[at + 1] * SECONDS;
      return -(turned * turned + 0.1 * spin * spin + 0.001 * torque * torque);
    }

    @Override
    boolean ended(double[] states, int at) {
      return false;
    }

    @Override
    void show(double[] states, int at, double[] observations, int to) {
      observations[to] = Math.cos(states[at]);
      observations[to + 1] = Math.sin(states[at]);
      observations[to + 2] = states[at + 1];
    }
  }
}
