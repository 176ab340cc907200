package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.plugins.base.estimator.Sac;
import org.jspecify.annotations.Nullable;

/**
 * Soft actor-critic: plays the stochastic policy, remembers, and descends the losses {@code sac} on
 * steps drawn from memory. The temperature aims at an entropy of minus the number of an action's
 * components. Before the first update the policy plays as it is made, with deviations of its own.
 * Test episodes are greedy.
 *
 * @param environment with actions within one bound, and a vector for observation
 * @param policy the actor; by default {@code mlp-gaussian}, squashed, with deviations by state
 * @param critic by default {@code mlp-q} of two members
 * @param hidden width of each hidden layer of the defaults
 * @param discount γ
 * @param optimizer of actor and critic
 * @param temperatureOptimizer of the temperature's logarithm
 * @param steps of the environment, all copies together
 * @param copies side by side
 * @param playing steps of each copy at a time
 * @param warmup steps before the first update
 * @param memory steps that are remembered
 * @param batch steps an update
 * @param updatesPerStep updates a step of the environment
 * @param polyak how far the target critic moves an update
 * @param evaluations how often test episodes are played
 * @param episodes of a test
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
    implements Recipe {
  private static final String PLAYED = "steps";
  private static final String UPDATES = "updates";

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
  public Map<String, ModelProvider> roles() {
    Map<String, ModelProvider> roles = new LinkedHashMap<>();
    if (policy != null) {
      roles.put("policy", policy);
    }
    if (critic != null) {
      roles.put("critic", critic);
    }
    return roles;
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of("environment", environment);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  private Rollout training() {
    return Rollout.of("training", "environment", "policy", copies);
  }

  private Networks networks(Run run) {
    return Networks.of(run.environment(training()), hidden).requireVectors("soft actor-critic");
  }

  @Override
  public State start(Run run) {
    Networks networks = networks(run);
    Context context = run.context();
    if (policy == null) {
      run.define("policy", networks.stochastic(context, true, true));
    }
    if (critic == null) {
      run.define("critic", networks.critic(context, 2));
    }
    run.define(
        "temperature",
        context.component(ModelProvider.class, "parameters", Map.of("output", "log_temperature")));
    run.save("critic", "target");
    run.define(Tests.ROLE, networks.greedy(context, "policy", 0));
    return State.empty().with(PLAYED, 0).with(UPDATES, 0);
  }

  @Override
  public State step(State state, Run run) {
    double played = state.number(PLAYED, 0);
    Batch rows = run.play(training(), playing);
    Replay replay = new Replay(memory);
    replay.add(run, rows);
    double now = played + rows.rows();
    double updates = state.number(UPDATES, 0);
    double due = Math.max(0, now - warmup) * updatesPerStep;
    Sac losses = new Sac(discount, -networks(run).components());
    for (; updates < Math.floor(due); updates++) {
      update(run, replay, losses);
    }
    double every = (double) steps / evaluations;
    if (Math.floor(now / every) > Math.floor(played / every)) {
      Tests.of("environment", episodes).record(run, Map.of(PLAYED, now, UPDATES, updates));
    }
    return state.with(PLAYED, now).with(UPDATES, updates);
  }

  private void update(Run run, Replay replay, Sac losses) {
    Stage stage =
        new Stage(
            "sac",
            losses,
            Map.of("", optimizer, "temperature", temperatureOptimizer),
            Double.POSITIVE_INFINITY,
            1);
    Batch drawn = run.draw(replay.dataset(run), batch);
    Batch noisy = Replay.withNoise(run, drawn, "noise", "action");
    run.train(stage, Map.of("transitions", Replay.withNoise(run, noisy, "next_noise", "action")));
    run.average("critic", "target", polyak);
  }

  @Override
  public double progress(State state) {
    return state.number(PLAYED, 0) / steps;
  }
}
