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
import org.esscher.api.control.ReplayRecipe;
import org.esscher.plugins.base.estimator.Sac;
import org.jspecify.annotations.Nullable;

/**
 * Soft actor-critic: plays the stochastic policy, remembers, and descends the losses {@code sac} on
 * steps drawn from memory. The temperature aims at an entropy of minus the number of an action's
 * components. Before the first update the policy plays as it is made, with deviations of its own.
 * Test episodes are greedy.
 *
 * @param environment environment to play in, with actions within one bound and vectors as
 *     observations
 * @param policy the actor; by default {@code mlp-gaussian}, squashed, with deviations by state
 * @param critic the critic's model, which gives action values; by default {@code mlp-q} of two
 *     members
 * @param hidden width of each hidden layer of the default models
 * @param discount discount γ: the weight of a reward one step later
 * @param optimizer optimizer of actor and critic
 * @param temperatureOptimizer optimizer of the temperature's logarithm
 * @param steps steps of the environment in all, over all copies
 * @param copies copies of the environment, played side by side
 * @param playing steps that each copy plays between updates
 * @param warmup steps of random play before the first update
 * @param memory capacity of the replay memory, in steps; the oldest are replaced
 * @param batch steps of the environment in a gradient update
 * @param updatesPerStep gradient updates for each step of the environment
 * @param polyak how far the target critic moves towards the critic at each update, 1 for all the
 *     way
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "sac",
    summary = "soft actor-critic from a replay memory",
    paper = "Haarnoja et al. 2018, arXiv 1812.05905, algorithm 1")
public record SacRecipe(
    @Default("pendulum") EnvironmentProvider environment,
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider critic,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("{id: adam, rate: 0.001}") Optimizer temperatureOptimizer,
    @Default("10000") @Positive int steps,
    @Default("4") @Positive int copies,
    @Default("8") @Positive int playing,
    @Default("1000") @PositiveOrZero int warmup,
    @Default("20000") @Positive int memory,
    @Default("128") @Positive int batch,
    @Default("0.5") @Positive double updatesPerStep,
    @Default("0.01") @Positive @DecimalMax("1") double polyak,
    @Default("6") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements ReplayRecipe {

  /**
   * Copies.
   *
   * @param environment as for the record
   * @param policy as for the record
   * @param critic as for the record
   * @param hidden as for the record
   * @param discount as for the record
   * @param optimizer as for the record
   * @param temperatureOptimizer as for the record
   * @param steps as for the record
   * @param copies as for the record
   * @param playing as for the record
   * @param warmup as for the record
   * @param memory as for the record
   * @param batch as for the record
   * @param updatesPerStep as for the record
   * @param polyak as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   */
  public SacRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole("policy", policy, networks -> networks.stochastic(true, true)),
        new NetworkRole("critic", critic, networks -> networks.critic(2)),
        new NetworkRole("temperature", null, Networks::logTemperature));
  }

  @Override
  public State start(Run run) {
    makeNetworks(run, networks(run).requireVectors("soft actor-critic"), "policy");
    run.save("critic", "target");
    return State.empty().with(unit(), 0);
  }

  @Override
  public Batch play(Run run, double played) {
    return run.play(training(), playing);
  }

  @Override
  public void update(Run run, Batch steps, long number) {
    Stage stage =
        new Stage(
            "sac",
            new Sac(discount, -networks(run).components()),
            Map.of("", optimizer, "temperature", temperatureOptimizer),
            Double.POSITIVE_INFINITY,
            1);
    Batch noisy = Noise.added(run, steps, "noise");
    run.train(stage, Map.of("transitions", Noise.added(run, noisy, "next_noise")));
    run.average("critic", "target", polyak);
  }
}
