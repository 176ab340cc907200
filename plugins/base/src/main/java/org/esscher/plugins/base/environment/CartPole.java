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
 * A pole on a cart, to be kept upright by pushing the cart left (action 0) or right (1). The state
 * is (x, ẋ, θ, θ̇) in m, m/s, rad and rad/s. With total mass M, pole mass m, half length l, force
 * F:
 *
 * <pre>
 * u  = (F + m·l·θ̇²·sin θ) / M
 * θ̈  = (g·sin θ − u·cos θ) / (l·(4/3 − m·cos²θ / M))
 * ẍ  = u − m·l·θ̈·cos θ / M
 * </pre>
 *
 * in Euler steps of 0.02 s. Each step pays 1. An episode ends beyond ±2.4 m or ±12°.
 *
 * <p>Knobs: {@code gravity}, {@code cart_mass}, {@code pole_mass}, {@code half_length}, {@code
 * force}.
 *
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "cart-pole",
    summary = "a pole on a cart, kept upright by pushing left or right",
    paper = "Barto, Sutton and Anderson 1983; constants of Gymnasium's CartPole-v1")
public record CartPole(@Default("500") @Positive int limit) implements EnvironmentProvider {
  private static final double SECONDS = 0.02;
  private static final double FARTHEST = 2.4;
  private static final double STEEPEST = 12 * 2 * Math.PI / 360;

  @Override
  public Environment create(int copies, Context context) {
    return new Carts(copies, limit);
  }

  private static final class Carts extends Simulation {
    Carts(int copies, int limit) {
      super(
          copies,
          4,
          limit,
          new Space.Discrete(2),
          new Space.Box(
              List.of(
                  -2 * FARTHEST, Double.NEGATIVE_INFINITY, -2 * STEEPEST, Double.NEGATIVE_INFINITY),
              List.of(
                  2 * FARTHEST, Double.POSITIVE_INFINITY, 2 * STEEPEST, Double.POSITIVE_INFINITY)),
          new Knobs(
              new String[] {"gravity", "cart_mass", "pole_mass", "half_length", "force"},
              9.8,
              1,
              0.1,
              0.5,
              10));
    }

    @Override
    void start(double[] states, int at, RandomGenerator random) {
      for (int i = 0; i < 4; i++) {
        states[at + i] = random.nextDouble(-0.05, 0.05);
      }
    }

    @Override
    double advance(double[] states, int at, Actions actions, int copy) {
      double gravity = knob(0);
      double total = knob(1) + knob(2);
      double length = knob(3);
      double moment = knob(2) * length;
      double force = (actions.number(copy) == 1 ? knob(4) : -knob(4)) + push(copy, 0);
      double angle = states[at + 2];
      double spin = states[at + 3];
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      double push = (force + moment * spin * spin * sin) / total;
      double angular =
          (gravity * sin - cos * push) / (length * (4.0 / 3 - knob(2) * cos * cos / total));
      double linear = push - moment * angular * cos / total;
      states[at] += SECONDS * states[at + 1];
      states[at + 1] += SECONDS * linear;
      states[at + 2] += SECONDS * spin;
      states[at + 3] += SECONDS * angular;
      return 1;
    }

    @Override
    boolean ended(double[] states, int at) {
      return Math.abs(states[at]) > FARTHEST || Math.abs(states[at + 2]) > STEEPEST;
    }
  }
}
