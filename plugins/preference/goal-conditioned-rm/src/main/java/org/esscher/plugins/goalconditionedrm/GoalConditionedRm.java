package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/**
 * A linear reward of the hidden state at an answer's last token, and a goal to compare states with.
 * Outputs: {@code score} a row; {@code token_score}, the same function at every token; {@code
 * hidden}, the states of the answer's tokens; {@code q}, the cosine of each with the goal; {@code
 * goal_similarity} a row, the cosine of their mean with the goal.
 *
 * <p>The goal is the last array of the parameters, named {@code goal}. No loss of this plugin moves
 * it: whoever trained the reward assigns it, the mean of last states of answers that are as they
 * should be. While it is 0, what compares with it is refused.
 *
 * @param backbone the model that gives {@code hidden}, one vector per token; its parameters are a
 *     vector
 * @param width number of components of a hidden state
 * @param leading number of the backbone's states before the answer's first token is read: 1 for a
 *     transformer-lm, whose first state has read only the prompt, 0 for a token-encoder
 */
@Component(
    value = "goal-conditioned-rm",
    summary = "linear reward of hidden states, with their similarity to a goal",
    paper = "Nath et al. 2024, arXiv 2407.13887")
public record GoalConditionedRm(
    @Default("token-encoder") ModelProvider backbone,
    @Default("16") @Min(1) int width,
    @Default("0") @PositiveOrZero int leading)
    implements RewardModelProvider {
  private static final String BACKBONE = "backbone";
  private static final String OWN = "own";

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Model model = backbone.create(context, saved == null ? null : saved.under(BACKBONE));
    try {
      if (!model.outputs().contains("hidden") || model.as(Vectored.class).isEmpty()) {
        throw EsscherException.user(
            "goal-conditioned-rm needs a backbone with an output 'hidden' whose parameters are a"
                + " vector; %s computes %s",
            backbone, model.outputs());
      }
      double[] own = saved == null ? drawn(context) : saved.get(OWN);
      if (own.length != 2 * width) {
        throw EsscherException.plugin(
            "goal-conditioned-rm: %d saved numbers of head and goal, not %d; was it saved with"
                + " another width?",
            own.length, 2 * width);
      }
      return new GoalRewardModel(model, leading, own);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** A head of variance 1/width, and no goal. */
  private double[] drawn(Context context) {
    double[] own = new double[2 * width];
    for (int c = 0; c < width; c++) {
      own[c] = context.random().nextGaussian() / Math.sqrt(width);
    }
    return own;
  }

  /** What a model saves. */
  static State saved(Model backbone, double[] own) {
    return State.empty().withAll(BACKBONE, backbone.save()).with(OWN, own);
  }
}
