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
import org.esscher.api.control.Advantages;
import org.esscher.api.control.NetworkRole;
import org.esscher.api.control.Networks;
import org.esscher.api.control.OnlineRecipe;
import org.esscher.plugins.base.estimator.Ppo;
import org.jspecify.annotations.Nullable;

/**
 * Proximal policy optimization: each iteration plays some steps, values them, and makes some passes
 * over them with the estimator {@code ppo}. Test episodes are greedy.
 *
 * @param environment environment to play in, whose observation is a vector
 * @param policy the actor; by default {@code mlp-categorical} or {@code mlp-gaussian}
 * @param value the critic; by default {@code mlp-value}
 * @param hidden width of each hidden layer of the default models
 * @param discount discount γ: the weight of a reward one step later
 * @param lambda λ of generalized advantage estimation: 0 for one step, 1 for whole returns
 * @param clip ε: how far the ratio to the old policy may be from 1 before it is clipped
 * @param entropyWeight weight of the entropy bonus
 * @param optimizer optimizer of actor and critic
 * @param maxNorm largest norm of a gradient; longer ones are scaled down to it
 * @param iterations number of iterations, each of playing and then updating
 * @param copies copies of the environment, played side by side
 * @param playing steps that each copy plays in an iteration
 * @param epochs passes over the steps of an iteration
 * @param batch steps of the environment in a gradient update
 * @param evaluations number of tests, evenly spaced over the run
 * @param episodes episodes of each test
 */
@Component(
    value = "ppo",
    summary = "proximal policy optimization of an actor and a critic",
    paper = "Schulman et al. 2017, arXiv 1707.06347, algorithm 1")
public record PpoRecipe(
    @Default("cart-pole") EnvironmentProvider environment,
    @Nullable PolicyProvider policy,
    @Nullable ModelProvider value,
    @Default("[64, 64]") List<@Positive Integer> hidden,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("0.95") @PositiveOrZero @DecimalMax("1") double lambda,
    @Default("0.2") @Positive @DecimalMax("1") double clip,
    @Default("0") @PositiveOrZero double entropyWeight,
    @Default("{id: adam, rate: 0.001}") Optimizer optimizer,
    @Default("0.5") @Positive double maxNorm,
    @Default("40") @Positive int iterations,
    @Default("8") @Positive int copies,
    @Default("128") @Positive int playing,
    @Default("6") @Positive int epochs,
    @Default("256") @Positive int batch,
    @Default("8") @Positive int evaluations,
    @Default("20") @Positive int episodes)
    implements OnlineRecipe {

  /**
   * Copies.
   *
   * @param environment as for the record
   * @param policy as for the record
   * @param value as for the record
   * @param hidden as for the record
   * @param discount as for the record
   * @param lambda as for the record
   * @param clip as for the record
   * @param entropyWeight as for the record
   * @param optimizer as for the record
   * @param maxNorm as for the record
   * @param iterations as for the record
   * @param copies as for the record
   * @param playing as for the record
   * @param epochs as for the record
   * @param batch as for the record
   * @param evaluations as for the record
   * @param episodes as for the record
   */
  public PpoRecipe {
    hidden = List.copyOf(hidden);
  }

  @Override
  public List<NetworkRole> networkRoles() {
    return List.of(
        new NetworkRole("policy", policy, networks -> networks.stochastic(false, false)),
        new NetworkRole("value", value, Networks::value));
  }

  @Override
  public String unit() {
    return "iteration";
  }

  @Override
  public int end() {
    return iterations;
  }

  @Override
  public State start(Run run) {
    makeNetworks(run, networks(run), "policy");
    return State.empty().with(unit(), 0);
  }

  @Override
  public State step(State state, Run run) {
    Batch played = run.play(training(), playing);
    Batch steps =
        Advantages.added(run, played, discount, lambda)
            .with("old_logp", played.column("behavior_logp"));
    Ppo losses = new Ppo(clip, entropyWeight, true);
    Stage stage = new Stage("ppo", losses, Map.of("", optimizer), maxNorm, 1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch part : run.minibatches(steps, batch)) {
        run.train(stage, Map.of("transitions", part));
      }
    }
    double iteration = count(state) + 1;
    test(run, iteration - 1, iteration, Map.of("steps", iteration * copies * playing));
    return state.with(unit(), iteration);
  }
}
