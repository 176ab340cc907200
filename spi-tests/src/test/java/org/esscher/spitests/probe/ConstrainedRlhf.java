package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/** Constrained RLHF: collect, then epochs of minibatches; multipliers have their own optimizer. */
@Component("constrained-rlhf")
record ConstrainedRlhf(
    PolicyProvider policy,
    RewardModelProvider reward,
    ModelProvider value,
    ModelProvider multipliers,
    @Default("constrained-ppo") Objective losses,
    @Default("adam") Optimizer optimizer,
    @Default("sgd") Optimizer multiplierOptimizer,
    @Default("100") @Min(1) int iterations,
    @Default("64") @Min(1) int prompts,
    @Default("5") @Min(1) int epochs,
    @Default("64") @Min(1) int minibatch,
    @Default("0.5") double maxNorm)
    implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "reward", reward, "value", value, "multipliers", multipliers);
  }

  @Override
  public State start(Run run) {
    run.save("policy", "ref");
    return State.empty().with("iteration", 0);
  }

  @Override
  public State step(State state, Run run) {
    Batch drawn = run.sample("policy", run.next(run.data("data"), prompts), 1);
    Batch rewarded = run.score("reward", drawn, "score", "rewards");
    Batch samples = run.score("policy", rewarded, "logp", "old_logp");
    Stage stage =
        new Stage(
            "ppo", losses, Map.of("multipliers", multiplierOptimizer, "", optimizer), maxNorm, 1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (Batch part : run.minibatches(samples, minibatch)) {
        run.train(stage, Map.of("samples", part));
      }
    }
    return state.with("iteration", state.number("iteration", 0) + 1);
  }

  @Override
  public double progress(State state) {
    return state.number("iteration", 0) / iterations;
  }
}
