package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * The policy that prefers nothing: over numbered actions, or over listed candidates (see {@link
 * CandidateSoftmax} for how they are listed), where a text that is listed k times is k times as
 * likely.
 *
 * @param actions the number of actions, or 0 for listed candidates
 * @param action the column of the action, a whole number from 0
 * @param group the column whose equal values make rows each other's candidates, where rows list
 *     none
 */
@Component(value = "uniform", summary = "equal probabilities over actions or listed candidates")
public record Uniform(
    @Default("0") @PositiveOrZero int actions,
    @Default("action") String action,
    @Default("prompt_id") String group)
    implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    return actions > 0 ? new UniformActions(action, actions) : new UniformCandidates(group);
  }
}
