package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.plugins.base.estimator.BehaviorCloning;
import org.jspecify.annotations.Nullable;

/**
 * Behaviour cloning of what a log did in each {@code observation}. Where an environment is given,
 * test episodes are played in it, greedily.
 *
 * @param policy by default {@code mlp-categorical}, or {@code mlp-gaussian}, squashed, with
 *     deviations by state
 * @param criterion what is descended; {@code squared} wants a policy with one action a row
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param bound of the components of vectors
 * @param hidden width of each hidden layer of the default
 * @param optimizer of the policy
 * @param updates how many
 * @param batch rows an update
 * @param environment to test in
 * @param evaluations how often test episodes are played
 * @param episodes of a test
 */
@Component(
    value = "behavior-cloning",
    summary = "behaviour cloning from a log",
    paper = "Pomerleau 1989")
public record BehaviorCloningRecipe(
    @Nullable PolicyProvider policy,
    @Default("log-likelihood") BehaviorCloning.Criterion criterion,
    @Default("0") @PositiveOrZero int actions,
    @Default("1") @Positive double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("2000") @Positive int updates,
    @Default("128") @Positive int batch,
    @Nullable EnvironmentProvider environment,
    @Default("4") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements Recipe {
  private static final String UPDATE = "update";

  /**
   * Copies.
   *
   * @param policy as for the record
   * @param criterion as for the record
   * @param actions as for the record
   * @param bound as for the record
   * @param hidden as for the record
   * @param optimizer as for the record
   * @param updates as for the record
   * @param batch as for the record
   * @param environment as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   */
  public BehaviorCloningRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return policy == null ? Map.of() : Map.of("policy", policy);
  }

  private OfflineTests tests() {
    return new OfflineTests(environment, updates, evaluations, episodes);
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return tests().environments();
  }

  @Override
  public State start(Run run) {
    Networks networks = Networks.of(run.data("data").batch(), actions, bound, hidden);
    if (policy == null) {
      run.define(
          "policy",
          criterion == BehaviorCloning.Criterion.SQUARED
              ? networks.deterministic(run.context())
              : networks.stochastic(run.context(), true, true));
    }
    run.define(Tests.ROLE, networks.greedy(run.context(), "policy", 0));
    return State.empty().with(UPDATE, 0);
  }

  @Override
  public State step(State state, Run run) {
    double update = state.number(UPDATE, 0) + 1;
    run.train(
        Stage.of("behavior-cloning", new BehaviorCloning(criterion), optimizer),
        Map.of("transitions", run.next(run.data("data"), batch)));
    tests().after(run, update);
    return state.with(UPDATE, update);
  }

  @Override
  public double progress(State state) {
    return state.number(UPDATE, 0) / updates;
  }
}
