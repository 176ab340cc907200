package org.esscher.cli;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.esscher.api.Component;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/** Its third step calls nothing and heeds no interrupt. */
@Component(value = "test-deaf", summary = "doesn't answer")
public record DeafRecipe() implements Recipe {
  private static final int STEPS = 3;

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public State step(State state, Run run) {
    double step = state.number("step", 0) + 1;
    run.metric("index", step);
    for (int seconds = 0; step == STEPS && seconds < 300; seconds++) {
      // Not for ever: a test that fails leaves no process behind.
      LockSupport.parkNanos(1_000_000_000);
      Thread.interrupted();
    }
    return state.with("step", step);
  }

  @Override
  public double progress(State state) {
    return state.number("step", 0) / STEPS;
  }
}
