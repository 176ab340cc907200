package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.EsscherTransform;
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
 * <p>The temperature is {@code beta} in every context, or the one at which KL(π‖π₀) in the context
 * is {@code budget}: then π has the largest E r within the budget (see {@link EsscherTransform}).
 * One β for all contexts is the optimum of the mean reward under a bound on the mean divergence; a
 * budget bounds each context's.
 *
 * @param policy the prior π₀, a policy whose choices can be listed
 * @param reward the evidence r, one score per choice
 * @param beta the temperature β, in reward units per nat; 1 if neither it nor a budget is given
 * @param budget bound on KL(π‖π₀) in each context, nats; instead of a temperature
 */
@Component(
    value = "tilted",
    summary = "a policy tilted by the exponential of a reward, exactly",
    paper =
        "Esscher, On the Probability Function in the Collective Theory of Risk, 1932; with a budget"
            + " Yang et al. 2024, arXiv 2404.01730")
public record Tilted(
    ModelProvider policy,
    ModelProvider reward,
    @Nullable @Positive Double beta,
    @Nullable @PositiveOrZero Double budget)
    implements PolicyProvider {
  /** How far from a budget a divergence may be, nats. */
  private static final double TOLERANCE = 1e-10;

  /**
   * Checks.
   *
   * @param policy as for the record
   * @param reward as for the record
   * @param beta as for the record
   * @param budget as for the record
   */
  public Tilted {
    if (beta != null && budget != null) {
      throw EsscherException.user(
          "tilted: beta %s and budget %s each settle the temperature; give one of them",
          beta, budget);
    }
  }

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
    RewardModel judge = children.reward("reward", reward);
    return budget == null
        ? new TiltedPolicy(base, judge, beta == null ? 1 : beta, children)
        : new BudgetedPolicy(base, judge, budget, children);
  }

  /** One temperature for all contexts. */
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

  /** A temperature for each context. */
  private static final class BudgetedPolicy extends ReweightedPolicy {
    private final double budget;

    BudgetedPolicy(Policy base, RewardModel reward, double budget, Children children) {
      super("tilted", base, reward, children);
      this.budget = budget;
    }

    @Override
    void reweigh(int contextRow, double[] logp, double[] scores, int from, int to) {
      double[] prior = Arrays.copyOfRange(logp, from, to);
      double[] rewards = Arrays.copyOfRange(scores, from, to);
      for (int y = 0; y < prior.length; y++) {
        if (rewards[y] == Double.NEGATIVE_INFINITY && prior[y] > Double.NEGATIVE_INFINITY) {
          throw EsscherException.data(
              "context %d: choice %d has the reward -Infinity, from which no policy within a budget"
                  + " of divergence gets away by degrees; give beta instead of budget, or a finite"
                  + " reward",
              contextRow, y);
        }
      }
      double[] tilted = EsscherTransform.of(prior, rewards).within(budget, TOLERANCE).logp();
      System.arraycopy(tilted, 0, logp, from, tilted.length);
    }
  }
}
