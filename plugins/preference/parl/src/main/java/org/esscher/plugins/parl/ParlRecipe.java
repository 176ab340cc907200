package org.esscher.plugins.parl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.TabularModel;
import org.jspecify.annotations.Nullable;

/**
 * A-PARL: each iteration takes some policy-gradient steps up the learned reward, then plays
 * episodes of that policy, has them judged, and steps the reward by the explicit and the implicit
 * term. The judge is the environment's own reward, which the policy never sees: the utility of an
 * episode is its sum, and a teacher prefers an episode with probability σ of the difference.
 *
 * <p>Metrics an iteration: {@code utility} (mean of the judged episodes), {@code expected_utility}
 * (exact, where the environment has a tabular model), {@code proxy} (mean of the discounted learned
 * return), {@code kl} to the first policy, nats an episode, and what {@link UpperStep} records. The
 * table {@code frontier} has utility against {@code kl} at about twenty iterations.
 *
 * @param upper what the upper level maximizes
 * @param implicit whether the reward's gradient includes how the policy follows the reward; without
 *     it this is iterated RLHF
 * @param environment environment to play in, whose episodes end by themselves
 * @param policy the policy's model; none for a tabular softmax over the states of the environment
 * @param reward the reward model, which reads what the environment shows or its steps return
 * @param iterations outer iterations, each a step of the reward
 * @param innerSteps policy-gradient steps per iteration
 * @param innerLr learning rate α_l of those steps
 * @param upperLr learning rate α_u of the reward
 * @param maxNorm bound on the norm of the reward's gradient: a nearly singular sampled Hessian can
 *     make the implicit term arbitrarily large
 * @param entropy weight τ of the policy's entropy, in reward units per nat
 * @param damping δ that is added to −∇²_θV; raised where that is not positive definite
 * @param cgIterations most products with −∇²_θV; where they don't suffice, that iteration leaves
 *     the implicit term out
 * @param trajectories episodes of every step, inner or outer
 * @param gamma discount of the learned reward
 */
@Component(
    value = "parl",
    summary =
        "A-PARL: a reward that knows how the policy will follow it, on episodes of that policy",
    paper = "Chakraborty et al. 2023, arXiv 2308.02585, algorithm 1")
public record ParlRecipe(
    @Default("preference") Upper upper,
    @Default("true") boolean implicit,
    @Default("misspecified-mdp") EnvironmentProvider environment,
    @Nullable PolicyProvider policy,
    @Default("{id: bradley-terry, features: features, width: 3}") RewardModelProvider reward,
    @Default("100") @Min(1) int iterations,
    @Default("10") @PositiveOrZero int innerSteps,
    @Default("1") @Positive double innerLr,
    @Default("0.1") @Positive double upperLr,
    @Default("2") @Positive double maxNorm,
    @Default("0.3") @PositiveOrZero double entropy,
    @Default("0.001") @PositiveOrZero double damping,
    @Default("20") @Min(1) int cgIterations,
    @Default("64") @Min(4) int trajectories,
    @Default("0.99") @Positive @DecimalMax("1") double gamma)
    implements Recipe {
  private static final int POINTS = 20;

  /** Checks. */
  public ParlRecipe {
    if (entropy == 0 && damping == 0) {
      throw EsscherException.user(
          "parl: without entropy and without damping the lower level's Hessian is singular; set"
              + " entropy or damping above 0");
    }
    if (trajectories % 2 != 0) {
      throw EsscherException.user(
          "parl: trajectories are judged in pairs, so their number has to be even, got %d",
          trajectories);
    }
    // Refuses a utility without the implicit term.
    new ParlUpper(upper, implicit, gamma);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return policy == null ? Map.of("reward", reward) : Map.of("policy", policy, "reward", reward);
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of("environment", environment);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  private Rollout rollout() {
    return Rollout.of("training", "environment", "policy", trajectories);
  }

  @Override
  public State start(Run run) {
    if (policy == null) {
      TabularModel model =
          run.environment(rollout())
              .tabular()
              .orElseThrow(
                  () ->
                      EsscherException.user(
                          "parl: the environment has no finite states to tabulate a policy over;"
                              + " set policy"));
      Map<String, Object> config = new LinkedHashMap<>();
      config.put("context", List.of("observation"));
      config.put("contexts", model.states());
      config.put("actions", model.actions());
      run.define(
          "policy", run.context().component(PolicyProvider.class, "tabular-softmax", config));
    }
    run.save("policy", "ref");
    return State.empty().with("iteration", 0);
  }

  @Override
  public State step(State state, Run run) {
    int iteration = (int) state.number("iteration", 0);
    PolicyGradientInner inner = new PolicyGradientInner(gamma, entropy);
    for (int i = 0; i < innerSteps; i++) {
      CollectedEpisodes episodes = collected(run);
      run.train(Stage.of("inner", inner, sgd(run, innerLr)), Map.of("episodes", episodes.steps()));
    }
    CollectedEpisodes judged = collected(run);
    report(iteration, judged, run);
    new UpperStep(this, run, judged).take(sgd(run, upperLr));
    return state.with("iteration", iteration + 1);
  }

  private CollectedEpisodes collected(Run run) {
    return CollectedEpisodes.of(run, rollout(), trajectories, gamma);
  }

  private static Optimizer sgd(Run run, double rate) {
    return run.context().component(Optimizer.class, "sgd", Map.of("rate", rate));
  }

  private void report(int iteration, CollectedEpisodes judged, Run run) {
    double utility = mean(judged.utility());
    double kl = kl(judged, run);
    run.metric("utility", utility);
    run.metric("proxy", mean(judged.returns()));
    run.metric("kl", kl);
    Optional<TabularModel> model = run.environment(rollout()).tabular();
    boolean exact = model.isPresent() && run.model("policy").outputs().contains("class_logp");
    if (exact) {
      utility = new ExpectedUtility(model.orElseThrow()).of("policy", run);
      run.metric("expected_utility", utility);
    }
    if (iteration % Math.max(1, iterations / POINTS) == 0 || iteration == iterations - 1) {
      Map<String, Object> point = new LinkedHashMap<>();
      point.put("series", implicit ? "parl" : "without the implicit term");
      point.put("divergence", kl);
      point.put("reward", utility);
      point.put("label", "iteration " + iteration);
      run.row("frontier", point);
    }
  }

  /** KL(π‖π_first) of episodes, from those that were played. */
  private static double kl(CollectedEpisodes judged, Run run) {
    Batch both =
        run.score(
            "policy@ref", run.score("policy", judged.steps(), "logp", "logp"), "logp", "ref_logp");
    return (sum(both.column("logp")) - sum(both.column("ref_logp"))) / judged.episodes().count();
  }

  private static double sum(Column column) {
    return Arrays.stream(column.toArray()).sum();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  @Override
  public double progress(State state) {
    return state.number("iteration", 0) / iterations;
  }
}
