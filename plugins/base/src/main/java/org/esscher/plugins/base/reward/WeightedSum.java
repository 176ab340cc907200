package org.esscher.plugins.base.reward;

import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * A weighted sum of rewards: {@code r = Σ_k w_k r_k}. A reward with weight 0 is not looked at.
 *
 * @param rewards the rewards r_k, of one shape
 * @param weights the weights w_k, finite; a negative one turns a reward into a cost
 */
@Component(value = "weighted-sum", summary = "a weighted sum of rewards")
public record WeightedSum(@NotEmpty List<ModelProvider> rewards, @NotEmpty List<Double> weights)
    implements RewardModelProvider {

  /**
   * Copies and checks.
   *
   * @param rewards as for the record
   * @param weights as for the record
   */
  public WeightedSum {
    rewards = List.copyOf(rewards);
    weights = List.copyOf(weights);
    if (weights.size() != rewards.size() || !weights.stream().allMatch(Double::isFinite)) {
      throw EsscherException.user(
          "weights: %d rewards need as many finite weights, got %s", rewards.size(), weights);
    }
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Children children = new Children("weighted-sum", context, saved);
    List<RewardModel> parts = new ArrayList<>();
    for (int k = 0; k < rewards.size(); k++) {
      parts.add(children.reward("rewards/" + k, rewards.get(k)));
    }
    return new SummedReward(parts, weights, children);
  }
}
