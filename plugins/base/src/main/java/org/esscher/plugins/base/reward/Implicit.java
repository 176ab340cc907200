package org.esscher.plugins.base.reward;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.ModelProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Assembled;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * The reward that a policy is optimal for, up to a function of the context: {@code score = β·(log π
 * − log π_ref)}. The inverse of {@link LogTarget}. Its parameters are the policy's.
 *
 * @param policy the policy π
 * @param reference the prior π_ref
 * @param beta the temperature β, in reward units per nat
 */
@Component(
    value = "implicit",
    summary = "the reward that a policy is optimal for",
    paper = "Rafailov et al., Direct Preference Optimization, arXiv 2305.18290, equation 5")
public record Implicit(
    ModelProvider policy, ModelProvider reference, @Default("0.1") @Positive double beta)
    implements RewardModelProvider {
  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Children children = new Children("implicit", context, saved);
    RewardModel reward =
        children.policy("policy", policy).asReward(children.policy("reference", reference), beta);
    return new AssembledReward(reward, children);
  }

  /** An {@link Assembled} reward. */
  private static final class AssembledReward extends Assembled implements RewardModel {
    AssembledReward(RewardModel whole, Children children) {
      super(whole, children);
    }
  }
}
