package org.esscher.plugins.serl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A sparse reward from a classifier of success f: {@code score} is 1 where σ(f) is at least the
 * threshold, else 0, without derivative. {@code logit} is f, trained by {@code success-bce}.
 *
 * @param model the model whose {@code score} is f, such as {@code mlp-reward} with the inputs that
 *     frames have; none to read f from the column {@code logit}
 * @param rewardThreshold probability of success from which on the reward is 1
 */
@Component(
    value = "success-classifier",
    summary = "1 where a classifier predicts success, else 0",
    paper = "Luo et al. 2024, arXiv 2401.16013")
public record SuccessClassifier(
    @Nullable RewardModelProvider model,
    @Default("0.5") @PositiveOrZero @DecimalMax("1") double rewardThreshold)
    implements RewardModelProvider {
  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return ClassifierReward.of(
        model, new Threshold("success-classifier", rewardThreshold), context, saved);
  }

  /**
   * 1 from a probability on.
   *
   * @param id of the component
   * @param probability at which it begins
   */
  private record Threshold(String id, double probability) implements ClassifierReward.Rule {
    @Override
    public double score(double logit) {
      return 1 / (1 + Math.exp(-logit)) >= probability ? 1 : 0;
    }

    @Override
    public double slope(double logit) {
      return 0;
    }
  }
}
