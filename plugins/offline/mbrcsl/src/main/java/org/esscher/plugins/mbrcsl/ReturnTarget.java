package org.esscher.plugins.mbrcsl;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * An environment that also shows {@code return_to_go}, what is still to be earned: a target less
 * the rewards since the episode began, divided by a scale. Return-conditioned policies act in it.
 *
 * @param environment environment to play in, each step of which pays one {@code reward}
 * @param target G_0, in units of the reward
 * @param role role of the model whose output {@code target} is G_0 instead; empty for none
 * @param returnScale divisor of returns before they are shown
 */
@Component(
    value = "return-target",
    summary = "an environment that shows the return still to be earned",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record ReturnTarget(
    EnvironmentProvider environment,
    @Default("0") double target,
    @Default("") String role,
    @Default("1") @Positive double returnScale)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    return new Targeted(this, environment.create(copies, context));
  }
}
