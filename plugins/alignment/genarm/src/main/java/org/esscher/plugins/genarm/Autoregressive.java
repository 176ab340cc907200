package org.esscher.plugins.genarm;

import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy as an autoregressive reward: {@code score} is the log-probability of the completion, at
 * most 0, and {@code token_score} its terms, one a token. It is still a policy: outputs and
 * capabilities are those of the one that it wraps, as are its parameters.
 *
 * <p>A score's zero is arbitrary for each prompt, and longer completions have lower ones: compare
 * answers to one prompt only.
 *
 * @param policy gives log-probabilities of completions, token by token
 */
@Component(
    value = "autoregressive",
    summary = "a policy's log-probability as a reward, token by token",
    paper = "Xu et al. 2024, arXiv 2410.08193")
public record Autoregressive(ModelProvider policy) implements RewardModelProvider {
  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Model model = policy.create(context, saved);
    if (model instanceof Policy made && made.outputs().contains("logp")) {
      return new AutoregressiveReward(made);
    }
    model.close();
    throw EsscherException.user("'autoregressive' needs a policy that gives logp, got %s", policy);
  }
}
