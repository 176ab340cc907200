package org.esscher.plugins.base.policy;

import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Children;
import org.jspecify.annotations.Nullable;

/**
 * One of several policies, drawn anew for every choice: {@code π(y|x) = Σ_k w_k π_k(y|x)}.
 *
 * @param policies the policies π_k, which act on the same contexts with the same kind of choice
 * @param weights the weights, at least 0, with any sum above 0; equal when none are given
 */
@Component(value = "mixture", summary = "a mixture of policies")
public record Mixture(@NotEmpty List<ModelProvider> policies, @Default("[]") List<Double> weights)
    implements PolicyProvider {

  /**
   * Copies and checks.
   *
   * @param policies as for the record
   * @param weights as for the record
   */
  public Mixture {
    policies = List.copyOf(policies);
    weights = List.copyOf(weights);
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    boolean usable =
        weights.size() == policies.size()
            && weights.stream().allMatch(weight -> weight >= 0)
            && sum > 0
            && Double.isFinite(sum);
    if (!weights.isEmpty() && !usable) {
      throw EsscherException.user(
          "weights: %d policies need as many weights of at least 0, not all of them 0, got %s",
          policies.size(), weights);
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    Children children = new Children("mixture", context, saved);
    List<Policy> parts = new ArrayList<>();
    for (int k = 0; k < policies.size(); k++) {
      parts.add(children.policy("policies/" + k, policies.get(k)));
    }
    return new MixturePolicy(parts, probabilities(), children);
  }

  private double[] probabilities() {
    double[] probabilities = new double[policies.size()];
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = weights.isEmpty() ? 1.0 / probabilities.length : weights.get(k) / sum;
    }
    return probabilities;
  }
}
