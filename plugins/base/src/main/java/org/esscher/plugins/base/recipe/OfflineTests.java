package org.esscher.plugins.base.recipe;

import java.util.Map;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Run;
import org.jspecify.annotations.Nullable;

/**
 * Test episodes of methods that learn from a log, where there is an environment to play them in.
 *
 * @param environment or null
 * @param updates of the whole run
 * @param evaluations how often
 * @param episodes of a test
 */
record OfflineTests(
    @Nullable EnvironmentProvider environment, int updates, int evaluations, int episodes) {
  Map<String, EnvironmentProvider> environments() {
    return environment == null ? Map.of() : Map.of("environment", environment);
  }

  /** Plays and records where the update that has just been made is due. */
  void after(Run run, double update) {
    double every = (double) updates / evaluations;
    if (environment != null && Math.floor(update / every) > Math.floor((update - 1) / every)) {
      Tests.of("environment", episodes).record(run, Map.of("updates", update));
    }
  }
}
