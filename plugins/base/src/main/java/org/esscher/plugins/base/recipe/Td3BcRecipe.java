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
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.Networks;
import org.esscher.api.control.Noise;
import org.esscher.api.control.OfflineRecipe;
import org.esscher.plugins.base.estimator.Td3Bc;
import org.esscher.plugins.base.estimator.Td3BcCritic;
import org.jspecify.annotations.Nullable;

/**
 * TD3+BC from a log with {@code observation, action, reward, next_observation, terminated}: the
 * critics learn at every update ({@code td3-bc-critic}), the actor ({@code td3-bc}) and both
 * targets at every {@code delay}-th. Where an environment is given, test episodes are played in it.
 * Observations are taken as they are logged; the paper standardizes them.
 *
 * @param policy the actor; by default {@code mlp-deterministic}
 * @param critic the critic's model, which gives action values; by default {@code mlp-q} of two
 *     members
 * @param alpha weight of the critic against cloning
 * @param discount discount γ: the weight of a reward one step later
 * @param targetNoise standard deviation of the noise on the target actor's action, as a share of
 *     the bound
 * @param noiseClip largest absolute noise, as a share of the bound
 * @param delay updates of the critics for one of the actor
 * @param bound largest absolute value of an action's component
 * @param hidden width of each hidden layer of the default models
 * @param optimizer optimizer of all models
 * @param updates gradient updates in all
 * @param batch rows in a gradient update
 * @param polyak how far the targets move at each of their updates, 1 for all the way
 * @param environment the environment to test the policy in; without one there are no tests
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "td3-bc",
    summary = "TD3 with behavior cloning from a log",
    paper = "Fujimoto and Gu 2021, arXiv 2106.06860")
public record Td3BcRecipe(
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider critic,
    @Default("2.5") @PositiveOrZero double alpha,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("0.2") @PositiveOrZero double targetNoise,
    @Default("0.5") @PositiveOrZero double noiseClip,
    @Default("2") @Positive int delay,
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
   * @param policy as for the record
   * @param critic as for the record
   * @param alpha as for the record
   * @param discount as for the record
   * @param targetNoise as for the record
   * @param noiseClip as for the record
   * @param delay as for the record
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
  public Td3BcRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public int actions() {
    return 0;
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole("policy", policy, Networks::deterministic),
        new NetworkRole("critic", critic, networks -> networks.critic(2)));
  }

  @Override
  public State start(Run run) {
    State first = OfflineRecipe.super.start(run);
    run.save("policy", "target");
    run.save("critic", "target");
    return first;
  }

  @Override
  public void update(Run run, Batch rows, long number) {
    Map<String, Batch> slots = Map.of("transitions", Noise.added(run, rows, "noise"));
    run.train(
        Stage.of("critic", new Td3BcCritic(discount, bound, targetNoise, noiseClip), optimizer),
        slots);
    if (number % delay == 0) {
      run.train(Stage.of("actor", new Td3Bc(alpha), optimizer), slots);
      run.average("policy", "target", polyak);
      run.average("critic", "target", polyak);
    }
  }
}
