package org.esscher.plugins.serl;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * An environment without resets: episodes of the player {@code task}, who is paid by the
 * environment, and of the player {@code reset}, who is paid 1 where it has brought the effector
 * back to its first pose, take turns, each from where the other ended. An episode ends at success
 * or at the limit. Both players have rows in every step; {@code active} says whose action counted,
 * and the other's reward is 0.
 *
 * <p>Only the first episode of a copy begins with a reset of the environment, whose own time limit
 * does not count, and which must go on after it has terminated, as {@code point-insert} does. Its
 * observation begins with the effector's pose (x, y, angle).
 *
 * @param environment environment to play in, of one player
 * @param radius distance from the first pose that counts as back, in the environment's unit of
 *     length
 * @param angleRadius angle from the first pose that counts as back, radians
 * @param limit steps in an episode
 */
@Component(
    value = "forward-backward",
    summary = "a task and its undoing in turn, by two players who reset each other",
    paper = "Luo et al. 2024, arXiv 2401.16013, forward-backward control")
public record ForwardBackward(
    @Default("relative-frame") EnvironmentProvider environment,
    @Default("0.1") @Positive double radius,
    @Default("0.2") @Positive double angleRadius,
    @Default("60") @Positive int limit)
    implements EnvironmentProvider {
  /** The column that says whose action counted. */
  static final String ACTIVE = "active";

  @Override
  public Environment create(int copies, Context context) {
    return new TurnTaking(environment.create(copies, context), radius, angleRadius, limit);
  }
}
