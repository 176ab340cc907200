package org.esscher.plugins.serl;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * An environment whose observations begin with poses (x, y, angle) in the plane, the effector's
 * first, and whose actions are twists (two numbers to move, one to turn) in the world's frame.
 * Shown are the poses as the effector saw them at the reset, and the rest of the observation as it
 * is; actions are twists in the effector's present frame, whose move is at most 1 long. So nothing
 * changes when the whole scene is moved.
 *
 * @param environment environment to play in, of one player
 * @param poses number of poses that an observation begins with
 */
@Component(
    value = "relative-frame",
    summary = "poses relative to the effector's at the reset, actions in its current frame",
    paper = "Luo et al. 2024, arXiv 2401.16013, relative observations and actions")
public record RelativeFrame(
    @Default("point-insert") EnvironmentProvider environment, @Default("2") @Positive int poses)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    return new RelativeEnvironment(environment.create(copies, context), poses);
  }
}
