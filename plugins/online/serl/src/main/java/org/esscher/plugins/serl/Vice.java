package org.esscher.plugins.serl;

import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A reward from a classifier f that is trained online to tell goals (label 1) from what the policy
 * reaches (label 0), by {@code success-bce}. {@code logit} is f; {@code score} is σ(f), or f
 * itself, the log-odds.
 *
 * @param model the model whose {@code score} is f; none to read f from the column {@code logit}
 * @param viceReward the reward, f being the classifier's logit
 */
@Component(
    value = "vice",
    summary = "reward of a classifier that distinguishes goals from what the policy reaches (VICE)",
    paper = "Luo et al. 2024, arXiv 2401.16013; Fu et al. 2018, arXiv 1805.11686")
public record Vice(@Nullable RewardModelProvider model, @Default("probability") Form viceReward)
    implements RewardModelProvider {
  /** What the reward is. */
  public enum Form implements ClassifierReward.Rule {
    /** σ(f). */
    PROBABILITY {
      @Override
      public double score(double logit) {
        return 1 / (1 + Math.exp(-logit));
      }

      @Override
      public double slope(double logit) {
        return score(logit) * score(-logit);
      }
    },
    /** f. */
    LOG_ODDS {
      @Override
      public double score(double logit) {
        return logit;
      }

      @Override
      public double slope(double logit) {
        return 1;
      }
    };

    @Override
    public String id() {
      return "vice";
    }
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return ClassifierReward.of(model, viceReward, context, saved);
  }
}
