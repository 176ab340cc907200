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

/** Nash mirror prox: two prox steps from one anchor, the second against the look-ahead policy. */
@Component("nash-mp")
record NashMp(
    PolicyProvider policy,
    RewardModelProvider preference,
    @Default("nash-mp-prox") Objective prox,
    @Default("adam") Optimizer optimizer,
    @Default("100") @Min(1) int iterations,
    @Default("20") @Min(1) int innerSteps,
    @Default("8") @Min(2) int samplesPerPrompt,
    @Default("32") @Min(1) int prompts)
    implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "preference", preference);
  }

  @Override
  public State start(Run run) {
    run.save("policy", "ref");
    return State.empty().with("iteration", 0);
  }

  @Override
  public State step(State state, Run run) {
    run.save("policy", "anchor");
    prox(run, "policy@anchor");
    run.save("policy", "half");
    run.restore("policy", "anchor");
    prox(run, "policy@half");
    return state.with("iteration", state.number("iteration", 0) + 1);
  }

  private void prox(Run run, String opponent) {
    Stage stage = Stage.of("prox", prox, optimizer);
    for (int i = 0; i < innerSteps; i++) {
      Batch contexts = run.next(run.data("data"), prompts);
      Batch own = run.sample("policy", contexts, samplesPerPrompt);
      Batch rivals = run.sample(opponent, contexts, samplesPerPrompt);
      run.train(stage, Map.of("samples", run.compare("preference", own, rivals)));
    }
  }

  @Override
  public double progress(State state) {
    return state.number("iteration", 0) / iterations;
  }
}
