package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.Networks;
import org.esscher.api.control.OfflineRecipe;
import org.jspecify.annotations.Nullable;

/**
 * Implicit Q-learning from a log with {@code observation, action, reward, next_observation,
 * terminated}. Where an environment is given, test episodes are played in it, greedily.
 *
 * @param losses the estimator of the losses of value, critic and policy
 * @param policy the policy's model; by default {@code mlp-categorical}, or {@code mlp-gaussian},
 *     squashed, with one vector of deviations
 * @param value the model of the state value; by default {@code mlp-value}
 * @param critic the critic's model, which gives action values; by default {@code mlp-q} of two
 *     members
 * @param actions number of numbered actions; 0 where actions are numbers or vectors
 * @param bound largest absolute value of an action's component, where actions are vectors
 * @param hidden width of each hidden layer of the default models
 * @param optimizer optimizer of all models
 * @param updates gradient updates in all
 * @param batch rows in a gradient update
 * @param polyak how far the target critic moves towards the critic at each update, 1 for all the
 *     way
 * @param environment the environment to test the policy in; without one there are no tests
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
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
    implements OfflineRecipe {

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
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole("policy", policy, networks -> networks.stochastic(true, false)),
        new NetworkRole("value", value, Networks::value),
        new NetworkRole("critic", critic, networks -> networks.critic(2)));
  }

  @Override
  public State start(Run run) {
    State first = OfflineRecipe.super.start(run);
    run.save("critic", "target");
    return first;
  }

  @Override
  public void update(Run run, Batch rows, long number) {
    run.train(Stage.of("iql", losses, optimizer), Map.of("transitions", rows));
    run.average("critic", "target", polyak);
  }
}
