package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * Implicit Q-learning from a log with {@code observation, action, reward, next_observation,
 * terminated}. Where an environment is given, test episodes are played in it, greedily.
 *
 * @param losses the estimator, of the losses of value, critic and policy
 * @param policy by default {@code mlp-categorical}, or {@code mlp-gaussian}, squashed, with one
 *     vector of deviations
 * @param value by default {@code mlp-value}
 * @param critic by default {@code mlp-q} of two members
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param bound of the components of vectors
 * @param hidden width of each hidden layer of the defaults
 * @param optimizer of all models
 * @param updates how many
 * @param batch rows an update
 * @param polyak how far the target critic moves an update
 * @param environment to test in
 * @param evaluations how often test episodes are played
 * @param episodes of a test
 */
@Component(
    value = "iql",
    summary = "implicit Q-learning from a log",
    paper = "Kostrikov, Nair and Levine 2022, arXiv 2110.06169, algorithm 1")
public record IqlRecipe(
    @Default("iql") Objective losses,
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider value,
    @Nullable ModelProvider critic,
    @Default("0") @PositiveOrZero int actions,
    @Default("1") @Positive double bound,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("4000") @Positive int updates,
    @Default("128") @Positive int batch,
    @Default("0.01") @Positive @DecimalMax("1") double polyak,
    @Nullable EnvironmentProvider environment,
    @Default("4") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements Recipe {
  private static final String UPDATE = "update";

  /**
   * Copies.
   *
   * @param losses as for the record
   * @param policy as for the record
   * @param value as for the record
   * @param critic as for the record
   * @param actions as for the record
   * @param bound as for the record
   * @param hidden as for the record
   * @param optimizer as for the record
   * @param updates as for the record
   * @param batch as for the record
   * @param polyak as for the record
   * @param environment as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   */
  public IqlRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    Map<String, ModelProvider> roles = new LinkedHashMap<>();
    if (policy != null) {
      roles.put("policy", policy);
    }
    if (value != null) {
      roles.put("value", value);
    }
    if (critic != null) {
      roles.put("critic", critic);
    }
    return roles;
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
    Context context = run.context();
    if (policy == null) {
      run.define("policy", networks.stochastic(context, true, false));
    }
    if (value == null) {
      run.define("value", networks.value(context));
    }
    if (critic == null) {
      run.define("critic", networks.critic(context, 2));
    }
    run.save("critic", "target");
    run.define(Tests.ROLE, networks.greedy(context, "policy", 0));
    return State.empty().with(UPDATE, 0);
  }

  @Override
  public State step(State state, Run run) {
    double update = state.number(UPDATE, 0) + 1;
    run.train(
        Stage.of("iql", losses, optimizer),
        Map.of("transitions", run.next(run.data("data"), batch)));
    run.average("critic", "target", polyak);
    tests().after(run, update);
    return state.with(UPDATE, update);
  }

  @Override
  public double progress(State state) {
    return state.number(UPDATE, 0) / updates;
  }
}
