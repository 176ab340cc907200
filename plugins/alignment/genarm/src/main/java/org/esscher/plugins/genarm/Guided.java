package org.esscher.plugins.genarm;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that others guide token by token, {@code π(v|prefix) ∝ (π_base(v|prefix) Π_i
 * π_i(v|prefix)^α_i)^(1/τ)}. It samples, and gives exact {@code logp} and {@code class_logp} of
 * completions, token by token; it is not trained.
 *
 * <p>Base and experts are policies that give next-token distributions over texts of one character
 * each, such as {@code transformer-lm} with an alphabet, and the output {@code class_logp}. A token
 * that one of them gives probability 0 is impossible. Sampling reads whole prefixes again for each
 * token. What {@code topK} and {@code topP} leave out shows in {@code behavior_logp} only.
 *
 * @param base the policy π_base that is guided
 * @param experts the rewards that guide it, each a {@code policy} whose log-probabilities are the
 *     reward, with its weight {@code alpha}
 * @param temperature τ, of the product; an implementation that divides the exponents by 1 + Σα
 *     draws at τ = 1 + Σα
 * @param topK number of most likely tokens that may be drawn; 0 for all
 * @param topP nucleus sampling: the fewest most likely tokens whose probabilities sum to this may
 *     be drawn; 1 for all
 * @param vocabulary whether the vocabularies have to be equal
 * @param allowNegative whether an α may be negative, which leads away from what an expert prefers
 * @param maxTokens most tokens of a sample
 */
@Component(
    value = "guided",
    summary = "a policy guided token by token by autoregressive rewards",
    paper = "Xu et al. 2024, arXiv 2410.08193")
public record Guided(
    ModelProvider base,
    @NotEmpty List<Expert> experts,
    @Default("1") @Positive double temperature,
    @Default("0") @PositiveOrZero int topK,
    @Default("1") @Positive @DecimalMax("1") double topP,
    @Default("strict") VocabularyMatch vocabulary,
    @Default("false") boolean allowNegative,
    @Default("64") @Positive int maxTokens)
    implements PolicyProvider {
  /**
   * Copies and checks.
   *
   * @param base as for the record
   * @param experts as for the record
   * @param temperature as for the record
   * @param topK as for the record
   * @param topP as for the record
   * @param vocabulary as for the record
   * @param allowNegative as for the record
   * @param maxTokens as for the record
   */
  public Guided {
    experts = List.copyOf(experts);
    for (Expert expert : experts) {
      if (expert.alpha() < 0 && !allowNegative) {
        throw EsscherException.user(
            "'guided': alpha %s leads away from what an expert prefers; set allowNegative if that"
                + " is meant",
            expert.alpha());
      }
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    List<Policy> models = new ArrayList<>();
    try {
      models.add(member("base", base, context, saved));
      for (int i = 0; i < experts.size(); i++) {
        models.add(member("expert-" + i, experts.get(i).policy(), context, saved));
      }
      return new GuidedPolicy(this, models);
    } catch (RuntimeException e) {
      models.forEach(Model::close);
      throw e;
    }
  }

  private static Policy member(
      String name, ModelProvider provider, Context context, @Nullable State saved) {
    Model model = provider.create(context, saved == null ? null : saved.under(name));
    if (model instanceof Policy policy
        && policy.as(NextDistribution.class).isPresent()
        && policy.outputs().contains(GuidedPolicy.CLASS_LOGP)) {
      return policy;
    }
    model.close();
    throw EsscherException.user(
        "'guided' needs a policy with next-token distributions and the output class_logp as its %s,"
            + " got %s",
        name, provider);
  }
}
