package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * The Esscher transform of a policy by a reward: {@code π(y|x) ∝ π₀(y|x)·exp(r(x,y)/β)}, the
 * optimum of E r − β·KL(π‖π₀). Exact, by listing the choices of π₀.
 *
 * @param policy the prior π₀, a policy whose choices can be listed
 * @param reward the evidence r, one score a choice
 * @param beta the temperature β, in reward units a nat
 */
@Component(
    value = "tilted",
    summary = "a policy tilted by the exponential of a reward, exactly",
    paper = "Esscher, On the Probability Function in the Collective Theory of Risk, 1932")
public record Tilted(
    ModelProvider policy, ModelProvider reward, @Default("1") @Positive double beta)
    implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    Children children = new Children("tilted", context, saved);
    Policy base = children.policy("policy", policy);
    if (base.as(Enumerable.class).isEmpty()) {
      children.close();
      throw EsscherException.user(
          "'tilted' needs a policy whose choices can be listed, %s lists none; 'log-target' works"
              + " with any",
          policy);
    }
    return new TiltedPolicy(base, children.reward("reward", reward), beta, children);
  }

  /** The model. */
  private static final class TiltedPolicy extends ReweightedPolicy {
    private final double beta;

    TiltedPolicy(Policy base, RewardModel reward, double beta, Children children) {
      super("tilted", base, reward, children);
      this.beta = beta;
    }

    @Override
    void reweigh(int contextRow, double[] logp, double[] scores, int from, int to) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int choice = from; choice < to; choice++) {
        logp[choice] += scores[choice] / beta;
        largest = Math.max(largest, logp[choice]);
      }
      if (largest == Double.NEGATIVE_INFINITY) {
        throw EsscherException.data(
            "context %d: none of its %d choices has a reward above -Infinity, so no distribution is"
                + " left; drop the row or raise the reward",
            contextRow, to - from);
      }
      LogSoftmax.normalize(logp, from, to);
    }
  }
}
