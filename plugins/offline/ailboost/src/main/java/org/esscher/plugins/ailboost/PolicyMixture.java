package org.esscher.plugins.ailboost;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A mixture of policies: for each episode one member is drawn, and acts until its end. So the
 * probability of an episode is
 *
 * <pre>
 * log π(a | s) = log Σ_i w_i Π_t π_i(a_t | s_t)
 * </pre>
 *
 * and no function of its steps apart. {@code logp} of a row is the log-probability of its action
 * after the earlier ones of its episode, so that an episode's rows add up to the above. It reads
 * {@code episode_id}; rows of an episode lie in their order, and begin with its first. Where a
 * member has no log-probability, the mixture has none.
 *
 * <p>Members are frozen. Draws have the column {@code learner}, who acted, from 0. Contexts with
 * {@code episode_id} are acted on by one member an episode; others by one a draw, and by one from
 * {@code newEpisode} on where an environment is played.
 *
 * @param members the policies
 * @param weights w, at least 0, with sum 1 to within 1e-6; equal when none are given
 */
@Component(
    value = "policy-mixture",
    summary = "a mixture of policies, of which one is drawn for each episode",
    paper = "Chang et al. 2024, arXiv 2404.08513, section 4")
public record PolicyMixture(List<ModelProvider> members, @Default("[]") List<Double> weights)
    implements PolicyProvider {
  private static final double TOLERANCE = 1e-6;

  public PolicyMixture {
    members = List.copyOf(members);
    weights = List.copyOf(weights);
    if (members.isEmpty()) {
      throw EsscherException.user(
          "'policy-mixture' has no members; before the first learner is kept, act with the current"
              + " policy");
    }
    if (!weights.isEmpty()) {
      requireDistribution(members.size(), weights);
    }
  }

  private static void requireDistribution(int members, List<Double> weights) {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    boolean negative = weights.stream().anyMatch(weight -> !(weight >= 0));
    if (weights.size() != members || negative || !(Math.abs(sum - 1) <= TOLERANCE)) {
      throw EsscherException.user(
          "'policy-mixture' has %d members and the weights %s, which sum to %s; give each one of"
              + " at least 0, summing to 1",
          members, weights, sum);
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    List<Policy> policies = new ArrayList<>();
    try {
      for (int i = 0; i < members.size(); i++) {
        State own = saved == null ? null : saved.under(MixtureModel.name(i));
        Model made = members.get(i).create(context, own);
        if (made instanceof Policy policy) {
          policies.add(policy);
        } else {
          made.close();
          throw EsscherException.user(
              "member %d of 'policy-mixture' is not a policy, but %s", i, members.get(i));
        }
      }
      return MixtureModel.of(policies, probabilities());
    } catch (RuntimeException e) {
      policies.forEach(Model::close);
      throw e;
    }
  }

  private double[] probabilities() {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    double[] probabilities = new double[members.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = weights.isEmpty() ? 1.0 / probabilities.length : weights.get(i) / sum;
    }
    return probabilities;
  }
}
