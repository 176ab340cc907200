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
 * Two hanging links, joined; a torque of −1, 0 or 1 N·m (actions 0, 1, 2) at the joint swings the
 * free end above the height of one link. The state is (θ₁, θ₂, θ̇₁, θ̇₂), θ₁ measured from hanging
 * and θ₂ from the first link; the observation is (cos θ₁, sin θ₁, cos θ₂, sin θ₂, θ̇₁, θ̇₂). Links
 * have length and mass 1, centers of mass at ½ and moments of inertia 1; the equations of motion
 * are those of Sutton and Barto's book, integrated by one Runge-Kutta step of order 4 over 0.2 s.
 * Velocities are bounded by 4π and 9π. Each step pays −1, the last one 0; an episode ends when −cos
 * θ₁ − cos(θ₁ + θ₂) exceeds 1.
 *
 * <p>Knobs: {@code gravity}, {@code mass_1}, {@code mass_2}.
 *
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "acrobot",
    summary = "two joined links that swing up",
    paper = "Sutton 1996; Sutton and Barto, section 11.3; constants of Gymnasium's Acrobot-v1")
public record Acrobot(@Default("500") @Positive int limit) implements EnvironmentProvider {
  private static final double SECONDS = 0.2;
  private static final double FASTEST_1 = 4 * Math.PI;
  private static final double FASTEST_2 = 9 * Math.PI;
  private static final Space SHOWN =
      new Space.Box(
          List.of(-1.0, -1.0, -1.0, -1.0, -FASTEST_1, -FASTEST_2),
          List.of(1.0, 1.0, 1.0, 1.0, FASTEST_1, FASTEST_2));

  @Override
  public Environment create(int copies, Context context) {
    return new Links(copies, limit);
  }

  private static final class Links extends Simulation {
    Links(int copies, int limit) {
      super(
          copies,
          4,
          limit,
          new Space.Discrete(3),
          SHOWN,
          new Knobs(new String[] {"gravity", "mass_1", "mass_2"}, 9.8, 1, 1));
    }

    @Override
    void start(double[] states, int at, RandomGenerator random) {
      for (int i = 0; i < 4; i++) {
        states[at + i] = random.nextDouble(-0.1, 0.1);
      }
    }

    @Override
    double advance(double[] states, int at, Actions actions, int copy) {
      double torque = actions.number(copy) - 1 + push(copy, 0);
      double[] s = {states[at], states[at + 1], states[at + 2], states[at + 3]};
      double[] k1 = derivative(s, torque);
      double[] k2 = derivative(moved(s, k1, SECONDS / 2), torque);
      double[] k3 = derivative(moved(s, k2, SECONDS / 2), torque);
      double[] k4 = derivative(moved(s, k3, SECONDS), torque);
      for (int i = 0; i < 4; i++) {
        s[i] += SECONDS / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
      }
      states[at] = wrapped(s[0]);
      states[at + 1] = wrapped(s[1]);
      states[at + 2] = Math.max(-FASTEST_1, Math.min(FASTEST_1, s[2]));
      states[at + 3] = Math.max(-FASTEST_2, Math.min(FASTEST_2, s[3]));
      return ended(states, at) ? 0 : -1;
    }

    private static double[] moved(double[] from, double[] along, double by) {
      double[] to = from.clone();
      for (int i = 0; i < to.length; i++) {
        to[i] += by * along[i];
      }
      return to;
    }

    private static double wrapped(double angle) {
      return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
    }

    /** (θ̇₁, θ̇₂, θ̈₁, θ̈₂). */
    private double[] derivative(double[] s, double torque) {
      double g = knob(0);
      double m1 = knob(1);
      double m2 = knob(2);
      double cos2 = Math.cos(s[1]);
      double sin2 = Math.sin(s[1]);
      double d1 = m1 * 0.25 + m2 * (1 + 0.25 + cos2) + 2;
      double d2 = m2 * (0.25 + 0.5 * cos2) + 1;
      double phi2 = 0.5 * m2 * g * Math.cos(s[0] + s[1] - Math.PI / 2);
      double phi1 =
          -0.5 * m2 * s[3] * s[3] * sin2
              - m2 * s[3] * s[2] * sin2
              + (0.5 * m1 + m2) * g * Math.cos(s[0] - Math.PI / 2)
              + phi2;
      double second =
          (torque + d2 / d1 * phi1 - 0.5 * m2 * s[2] * s[2] * sin2 - phi2)
              / (0.25 * m2 + 1 - d2 * d2 / d1);
      double first = -(d2 * second + phi1) / d1;
      return new double[] {s[2], s[3], first, second};
    }

    @Override
    boolean ended(double[] states, int at) {
      return -Math.cos(states[at]) - Math.cos(states[at] + states[at + 1]) > 1;
    }

    @Override
    void show(double[] states, int at, double[] observations, int to) {
      observations[to] = Math.cos(states[at]);
      observations[to + 1] = Math.sin(states[at]);
      observations[to + 2] = Math.cos(states[at + 1]);
      observations[to + 3] = Math.sin(states[at + 1]);
      observations[to + 4] = states[at + 2];
      observations[to + 5] = states[at + 3];
    }
  }
}
