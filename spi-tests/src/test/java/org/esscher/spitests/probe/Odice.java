package org.esscher.spitests.probe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
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
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;

/** ODICE from a log: policy step with the value of before, value step, Polyak average. */
@Component("odice")
record Odice(
    PolicyProvider policy,
    ModelProvider value,
    @Default("odice-value") Objective valueLoss,
    @Default("odice-policy") Objective policyLoss,
    @Default("adam") Optimizer optimizer,
    @Default("1000000") @Min(1) int steps,
    @Default("256") @Min(1) int batchSize,
    @Default("0.005") @DecimalMin("0") @DecimalMax("1") double polyak)
    implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "value", value);
  }

  @Override
  public State start(Run run) {
    run.average("value", "target", 1);
    return State.empty().with("step", 0);
  }

  @Override
  public State step(State state, Run run) {
    Map<String, Batch> slots = Map.of("transitions", run.next(run.data("data"), batchSize));
    run.train(Stage.of("policy", policyLoss, optimizer), slots);
    run.train(Stage.of("value", valueLoss, optimizer), slots);
    run.average("value", "target", polyak);
    return state.with("step", state.number("step", 0) + 1);
  }

  @Override
  public double progress(State state) {
    return state.number("step", 0) / steps;
  }
}
