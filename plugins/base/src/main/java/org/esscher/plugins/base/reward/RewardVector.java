package org.esscher.plugins.base.reward;

import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.ModelProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * Several rewards side by side: the score is the vector of their scores, in the order given. For
 * methods that hold each reward to a threshold of its own, or look for a Pareto front.
 *
 * @param rewards the rewards, each with one finite score per row
 */
@Component(value = "reward-vector", summary = "several rewards as one vector of scores")
public record RewardVector(@NotEmpty List<ModelProvider> rewards) implements RewardModelProvider {

  /**
   * Copies.
   *
   * @param rewards as for the record
   */
  public RewardVector {
    rewards = List.copyOf(rewards);
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Children children = new Children("reward-vector", context, saved);
    List<RewardModel> parts = new ArrayList<>();
    for (int k = 0; k < rewards.size(); k++) {
      parts.add(children.reward("rewards/" + k, rewards.get(k)));
    }
    return new StackedReward(parts, children);
  }
}
