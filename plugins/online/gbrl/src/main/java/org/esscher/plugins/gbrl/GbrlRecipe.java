package org.esscher.plugins.gbrl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.control.Advantages;
import org.esscher.api.control.ControlRecipe;
import org.esscher.api.control.Networks;

/**
 * Proximal policy optimization of trees: each iteration plays some steps, values them by
 * generalized advantages, and makes some passes over them with the estimator {@code ppo}. A
 * minibatch grows a tree.
 *
 * <p>Metrics: {@code training_return} and {@code training_length}, means of the last 20 episodes
 * that ended while the stochastic policy played; {@code step_reward}, the mean reward of the
 * iteration's steps; {@code trees}. Test episodes are greedy.
 *
 * @param environment environment to play in, of one player
 * @param model the trees, actor and critic in one; its actions must match the environment's in
 *     number, or in components
 * @param discount discount γ: the weight of a reward one step later
 * @param lambda λ of generalized advantage estimation: 0 for one step, 1 for whole returns
 * @param clip ε: how far the ratio to the old policy may be from 1 before it is clipped
 * @param entropyWeight weight of the entropy bonus
 * @param iterations number of iterations, each of playing and then updating
 * @param copies copies of the environment, played side by side
 * @param playing steps that each copy plays in an iteration
 * @param epochs passes over the steps of an iteration
 * @param batch steps of the environment in a minibatch
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "gbrl",
    summary = "proximal policy optimization of gradient-boosted trees",
    paper = "Fuhrer, Tessler and Dalal 2025, arXiv 2407.08250")
public record GbrlRecipe(
    @Default("cart-pole") EnvironmentProvider environment,
    @Default(
            "{id: gbrl-actor-critic, actions: 2, maxDepth: 3, grow: greedy, bins: 16, minLeaf: 5,"
                + " policyLr: 0.2, valueLr: 0.1}")
        GbrlActorCritic model,
    @Default("0.98") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("0.8") @PositiveOrZero @DecimalMax("1") double lambda,
    @Default("0.2") @Positive @DecimalMax("1") double clip,
    @Default("0") @PositiveOrZero double entropyWeight,
    @Default("40") @Positive int iterations,
    @Default("8") @Positive int copies,
    @Default("128") @Positive int playing,
    @Default("2") @Positive int epochs,
    @Default("512") @Positive int batch,
    @Default("8") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements ControlRecipe {
  private static final String LAST = "last";

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", model, "value", model);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public String unit() {
    return "iteration";
  }

  @Override
  public int end() {
    return iterations;
  }

  private Rollout training() {
    return Rollout.of("training", ENVIRONMENT, "policy", copies);
  }

  @Override
  public State start(Run run) {
    Networks fitting = Networks.of(run.environment(training()), List.of(), run.context());
    if (fitting.actions() != model.actions() || fitting.components() != model.components()) {
      throw EsscherException.user(
          "the trees have %d actions and %d components, but the environment has %d numbered actions"
              + " and %d components of an action; set model.actions or model.components to that",
          model.actions(), model.components(), fitting.actions(), fitting.components());
    }
    makeNetworks(run, fitting, "policy");
    return State.empty().with(unit(), 0).withAll(LAST, LastEpisodes.none(copies));
  }

  @Override
  public State step(State state, Run run) {
    Batch played = run.play(training(), playing);
    Batch steps =
        Advantages.added(run, played, discount, lambda)
            .with("old_logp", played.column("behavior_logp"));
    Stage stage = stage(run.context());
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch part : run.minibatches(steps, batch)) {
        run.train(stage, Map.of("transitions", part));
      }
    }
    LastEpisodes last = LastEpisodes.of(state.under(LAST));
    last.add(played);
    last.record(run);
    run.metric(
        "step_reward", Arrays.stream(played.column("reward").toArray()).average().orElseThrow());
    run.metric("trees", run.model("policy").as(GrownPolicy.class).orElseThrow().trees());
    double iteration = count(state) + 1;
    test(run, iteration - 1, iteration, Map.of("steps", iteration * copies * playing));
    return state.with(unit(), iteration).withAll(LAST, last.save());
  }

  private Stage stage(Context context) {
    Map<String, ?> config = Map.of("clip", clip, "entropyWeight", entropyWeight);
    return Stage.of(
        "gbrl",
        context.component(Objective.class, "ppo", config),
        context.component(Optimizer.class, "sgd", Map.of("rate", 1)));
  }
}
