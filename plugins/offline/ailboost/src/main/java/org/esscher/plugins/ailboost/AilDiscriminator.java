package org.esscher.plugins.ailboost;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A discriminator between an expert and a policy, whose {@code score} is D(s, a), without a
 * logistic function. It changes while the policy learns: a reward is scored when a row is drawn,
 * and never stored.
 *
 * <p>Beside the score it has {@code score_input_gradient}, the derivative of the score with respect
 * to {@code inputs}, their components one after the other, a vector a row. That is differentiable
 * too: its derivative along a row's cotangent is a difference of four scores, wrong by the fifth
 * derivative times 3e-14. Networks with a smooth activation, in float64, keep all that.
 *
 * @param of the model that scores, differentiable in {@code inputs}, such as {@code mlp-reward}
 * @param inputs columns of numbers or vectors
 */
@Component(
    value = "ail-discriminator",
    summary = "a score of observation and action, with its gradient in them as a trainable output",
    paper = "Chang et al. 2024, arXiv 2404.08513")
public record AilDiscriminator(
    RewardModelProvider of, @Default("[observation, action]") @NotEmpty List<String> inputs)
    implements RewardModelProvider {
  public AilDiscriminator {
    inputs = List.copyOf(inputs);
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    return DiscriminatorModel.of(of.create(context, saved), inputs);
  }
}
