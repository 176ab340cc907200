package org.esscher.spitests;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Sums rewards of rows drawn from its data, with noise, in five steps: right as it stands, broken
 * by what overrides it.
 */
interface TinyRecipe extends Recipe {
  /** Nothing broken. */
  record Right() implements TinyRecipe {}

  @Override
  default Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  default Map<String, Boolean> sources() {
    return Map.of("data", true, "more", false);
  }

  /** The noise of a step. */
  default double noise(Run run) {
    return run.context().random().nextGaussian();
  }

  /** The sum before a step. */
  default double before(State state) {
    return state.number("sum", 0);
  }

  default double reward(Batch rows) {
    return rows.column("reward").at(0);
  }

  @Override
  default State step(State state, Run run) {
    Batch rows = run.next(run.data("data"), 1);
    double sum = before(state) + reward(rows) + noise(run);
    run.metric("sum", sum);
    return State.empty().with("sum", sum).with("step", state.number("step", 0) + 1);
  }

  @Override
  default double progress(State state) {
    return state.number("step", 0) / 5;
  }
}
