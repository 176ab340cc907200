package org.esscher.plugins.fdpo;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.FDivergence;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * The reward that a policy is optimal for under an f-divergence, up to a function of the prompt:
 * {@code score = β g(ℓ)} with ℓ = log π − log π_ref of the whole answer and g(ℓ) = f′(e^ℓ). Under
 * reverse-kl g is ℓ, without the constant 1, so that it is the implicit reward of DPO. Its
 * parameters are the policy's; the reference is constant.
 *
 * @param policy the policy π
 * @param reference the prior π_ref
 * @param divergence one that {@code f-dpo} takes
 * @param beta strength β of the constraint, in reward units per nat
 */
@Component(
    value = "f-implicit",
    summary = "the reward that a policy is optimal for under an f-divergence",
    paper = "Wang et al. 2023, arXiv 2309.16240")
public record FImplicit(
    ModelProvider policy,
    ModelProvider reference,
    @Default("reverse-kl") FDivergence divergence,
    @Default("0.1") @Positive double beta)
    implements RewardModelProvider {
  /**
   * Checks that the divergence has the closed form.
   *
   * @param policy as for the record
   * @param reference as for the record
   * @param divergence as for the record
   * @param beta as for the record
   */
  public FImplicit {
    FDpo.requireClosedForm("f-implicit", divergence);
  }

  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    Policy trained = policy("policy", policy, context, saved);
    try {
      Policy prior = policy("reference", reference, context, saved);
      return new ImplicitReward(trained, prior, divergence, beta);
    } catch (RuntimeException e) {
      trained.close();
      throw e;
    }
  }

  private static Policy policy(
      String name, ModelProvider provider, Context context, @Nullable State saved) {
    Model model = provider.create(context, saved == null ? null : saved.under(name));
    if (model instanceof Policy made) {
      return made;
    }
    model.close();
    throw EsscherException.user("'f-implicit' needs a policy as its %s, got %s", name, provider);
  }
}
