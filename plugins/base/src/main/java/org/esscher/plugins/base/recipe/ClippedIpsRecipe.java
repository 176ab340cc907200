package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.Positive;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.plugins.base.estimator.ClippedIps;

/**
 * Trains a policy on another's logged decisions, {@code propensity} and {@code reward} beside the
 * policy's inputs, by {@link ClippedIps}. It asks for next rows only, so the log may stay on the
 * disk.
 *
 * @param policy the policy that is trained
 * @param objective the loss that is descended, with its own settings
 * @param optimizer optimizer of the policy
 * @param updates gradient updates in all
 * @param batch rows in a gradient update
 */
@Component(
    value = "clipped-ips",
    summary = "off-policy learning from logged decisions by clipped inverse propensities",
    paper = "Bottou et al. 2013, arXiv 1209.2355")
public record ClippedIpsRecipe(
    PolicyProvider policy,
    @Default("{id: clipped-ips}") ClippedIps objective,
    @Default("{id: adam, rate: 0.01}") Optimizer optimizer,
    @Default("1000") @Positive int updates,
    @Default("16384") @Positive int batch)
    implements Recipe {
  private static final String DONE = "updates";

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy);
  }

  @Override
  public State step(State state, Run run) {
    run.train(
        Stage.of("policy", objective, optimizer), Map.of("log", run.next(run.data("data"), batch)));
    return state.with(DONE, state.number(DONE, 0) + 1);
  }

  @Override
  public double progress(State state) {
    return state.number(DONE, 0) / updates;
  }
}
