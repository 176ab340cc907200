package org.esscher.plugins.fdpg;

import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * An unnormalized target {@code P(x) = a(x)·exp(Σ λ_k φ_k(x))·b(x)}: the base policy a, tilted by
 * features and cut by a constraint. Output: {@code log_target}, −∞ where b is 0. It is a target, so
 * it passes no gradient on. {@link MomentConstraints} fits λ.
 *
 * @param base base model a: a policy
 * @param lambda coefficients λ, one for each feature; empty for no features
 * @param features column of the features φ, one vector per row
 * @param constraint the column b, 0 or 1; empty for no constraint
 */
@Component(
    value = "energy-based-model",
    summary = "unnormalized target: a base policy tilted by features and cut by a constraint",
    paper = "Go et al. 2023, arXiv 2302.08215")
public record EnergyBasedModel(
    ModelProvider base,
    @Default("[]") List<Double> lambda,
    @Default("features") String features,
    @Default("") String constraint)
    implements ModelProvider {
  /**
   * Copies and checks.
   *
   * @param base as for the record
   * @param lambda as for the record
   * @param features as for the record
   * @param constraint as for the record
   */
  public EnergyBasedModel {
    lambda = List.copyOf(lambda);
    if (!lambda.stream().allMatch(Double::isFinite)) {
      throw EsscherException.user("lambda: finite numbers are needed, got %s", lambda);
    }
  }

  @Override
  public Model create(Context context, @Nullable State saved) {
    // A fit of λ alone holds nothing of the base, nor does a base that belongs to the run.
    State ofBase = saved == null ? State.empty() : saved.under(Energy.BASE);
    Model prior = base.create(context, ofBase.equals(State.empty()) ? null : ofBase);
    if (!(prior instanceof Policy)) {
      prior.close();
      throw EsscherException.user("energy-based-model: its base has to be a policy, got %s", base);
    }
    double[] weights =
        saved == null
            ? lambda.stream().mapToDouble(Double::doubleValue).toArray()
            : saved.get(Energy.LAMBDA);
    return new Energy(prior, weights, features, constraint);
  }
}
