package org.esscher.plugins.serl;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * A peg that an effector holds is to be put into a hole, in the plane. In the hole's frame the
 * surface is v = 0, the peg begins above it at u within ±0.3, v within 0.5 ± 0.05, turned by up to
 * 0.3, and is in when v ≤ −0.1. A step moves it by 0.05 times the first two numbers of the action
 * and turns it by 0.1 times the third, each within ±1, in the frame of the world. It stays on the
 * surface unless |u| and its turn are within the tolerances; in the hole both are held there. It
 * stays within |u| ≤ 1 and v ≤ 1.
 *
 * <p>The observation is the peg's pose (x, y, angle) and the hole's, in the world. The reward is 1
 * where the peg is in, which terminates the episode, else 0. After that the process would go on:
 * the peg can be pulled out.
 *
 * @param tolerance largest |u| at which the peg enters
 * @param angleTolerance largest turn at which it enters, radians
 * @param baseX first coordinate of the hole, in the environment's unit of length
 * @param baseY second coordinate of the hole
 * @param baseAngle turn of the hole, radians
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "point-insert",
    summary = "a peg in the plane that is put into a hole, with a sparse reward",
    paper = "the kind of task of Luo et al. 2024, arXiv 2401.16013; own dynamics")
public record PointInsert(
    @Default("0.03") @Positive double tolerance,
    @Default("0.1") @Positive double angleTolerance,
    @Default("0") double baseX,
    @Default("0") double baseY,
    @Default("0") double baseAngle,
    @Default("60") @Positive int limit)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    return new Pegs(copies, this);
  }
}
