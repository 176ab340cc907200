package org.esscher.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.ModelProvider;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.Run;

/**
 * Takes its time over each step, so that it can be stopped in its midst.
 *
 * @param steps how many
 */
@Component(value = "test-slow", summary = "takes its time")
public record SlowRecipe(@Default("200") int steps) implements PhasedRecipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public List<Phase> phases(Run run) {
    return List.of(
        Phase.of(
            "slow",
            steps,
            (step, index) -> {
              LockSupport.parkNanos(10_000_000);
              step.metric("index", index);
            }));
  }
}
