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
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * Of n draws from a policy, the one with the largest reward. It samples by drawing. Where the
 * policy's choices can be listed, its law is exact: with F the probability of smaller rewards and
 * p_T that of the choices that tie with y, {@code π(y|x) = ((F + p_T)^n − F^n)·π₀(y|x)/p_T}. Where
 * they can't, it has no {@code logp}, and its samples carry no {@code behavior_logp}.
 *
 * <p>KL(π‖π₀) is at most log n − (n − 1)/n, which it reaches only where rewards are continuous: for
 * listed choices the bound is not the divergence.
 *
 * @param policy the policy π₀ that draws
 * @param reward judges the draws, one score each
 * @param n draws to choose from
 * @param tie which of the draws tied for the largest reward is taken
 */
@Component(
    value = "best-of-n",
    summary = "the best of n draws by a reward, with its exact distribution",
    paper = "Yang et al. 2024, arXiv 2404.01730, for the law on a finite set")
public record BestOfN(
    ModelProvider policy,
    ModelProvider reward,
    @Default("4") @Positive int n,
    @Default("share") Tie tie)
    implements PolicyProvider {

  /** What becomes of choices with equal rewards. */
  public enum Tie {
    /** Each of the tied draws is taken with the same probability. */
    SHARE,
    /**
     * The choice that is listed first counts as the best of those with its reward; p_T is then its
     * own probability, and F includes those of later choices that tie with it.
     */
    FIRST
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    Children children = new Children("best-of-n", context, saved);
    Policy base = children.policy("policy", policy);
    if (base.as(Sampler.class).isEmpty() && base.as(Enumerable.class).isEmpty()) {
      children.close();
      throw EsscherException.user(
          "'best-of-n' needs a policy that draws, or whose choices can be listed; %s does neither",
          policy);
    }
    if (tie == Tie.FIRST && base.as(Enumerable.class).isEmpty()) {
      children.close();
      throw EsscherException.user(
          "'best-of-n' with tie: first needs a policy whose choices can be listed, since the list"
              + " says which of them is first; %s lists none",
          policy);
    }
    return new BestOfNPolicy(base, children.reward("reward", reward), n, tie, children);
  }
}
