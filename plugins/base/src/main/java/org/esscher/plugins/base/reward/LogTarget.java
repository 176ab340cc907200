package org.esscher.plugins.base.reward;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Assembled;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * The posterior that a reward and a prior imply, unnormalized: {@code log_target = log π₀ + r/β}.
 * The inverse of {@link Implicit}.
 *
 * @param reward the evidence r
 * @param base the prior π₀, a policy
 * @param beta the temperature β, in reward units per nat
 */
@Component(
    value = "log-target",
    summary = "unnormalized log of the posterior that a reward and a prior imply")
public record LogTarget(
    ModelProvider reward, ModelProvider base, @Default("1") @Positive double beta)
    implements ModelProvider {
  @Override
  public Model create(Context context, @Nullable State saved) {
    Children children = new Children("log-target", context, saved);
    Model target = children.reward("reward", reward).asTarget(children.policy("base", base), beta);
    return new Assembled(target, children);
  }
}
