package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Transform;

/** PRDC: TD3 whose actor stays near the data set as a set of points. */
@Component("prdc")
record Prdc(
    PolicyProvider policy,
    ModelProvider critic,
    @Default("td3-critic") Objective criticLoss,
    @Default("prdc-actor") Objective actorLoss,
    @Default("neighbor-action") Transform neighbors,
    @Default("adam") Optimizer optimizer,
    @Default("1000000") @Min(1) int steps,
    @Default("256") @Min(1) int batchSize,
    @Default("2") @Min(1) int policyDelay,
    @Default("0.005") double tau)
    implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "critic", critic);
  }

  @Override
  public State start(Run run) {
    run.average("policy", "target", 1);
    run.average("critic", "target", 1);
    return State.empty().with("step", 0);
  }

  @Override
  public State step(State state, Run run) {
    Dataset log = run.data("data");
    Batch rows = noisy(run, run.next(log, batchSize));
    run.train(Stage.of("critic", criticLoss, optimizer), Map.of("transitions", rows));
    double step = state.number("step", 0) + 1;
    if (step % policyDelay == 0) {
      Batch acted = run.score("policy", rows, "action", "policy_action");
      Batch near = run.apply(neighbors, log, acted);
      run.train(Stage.of("actor", actorLoss, optimizer), Map.of("transitions", near));
      run.average("policy", "target", tau);
      run.average("critic", "target", tau);
    }
    return state.with("step", step);
  }

  private static Batch noisy(Run run, Batch rows) {
    Context context = run.context();
    double[] noise = rows.column("action").toArray();
    for (int i = 0; i < noise.length; i++) {
      noise[i] = context.random().nextGaussian();
    }
    return rows.with("noise", context.columns().shapedLike(rows.column("action"), noise));
  }

  @Override
  public double progress(State state) {
    return state.number("step", 0) / steps;
  }
}
