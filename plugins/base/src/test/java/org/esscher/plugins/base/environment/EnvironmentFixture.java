package org.esscher.plugins.base.environment;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.State;
import org.esscher.plugins.base.ArenaContext;

/** Plays environments by hand. */
final class EnvironmentFixture implements AutoCloseable {
  private final ArenaContext context = new ArenaContext();

  ArenaContext context() {
    return context;
  }

  Environment reset(EnvironmentProvider provider, int copies) {
    Environment environment = provider.create(copies, context);
    int[] all = new int[copies];
    Arrays.setAll(all, copy -> copy);
    environment.reset(all, context);
    return environment;
  }

  /** One copy that stands in a given state, having made no step. */
  Environment at(EnvironmentProvider provider, double... state) {
    Environment environment = reset(provider, 1);
    environment.restore(environment.save().with("states", state));
    return environment;
  }

  Batch step(Environment environment, double... actions) {
    Column action = context.columns().numbers(actions);
    return environment.step(context.columns().batch(Map.of("action", action)), context);
  }

  Batch step(Environment environment, Column action) {
    return environment.step(context.columns().batch(Map.of("action", action)), context);
  }

  static double[] state(Environment environment) {
    State saved = environment.save();
    return saved.get("states");
  }

  @Override
  public void close() {
    context.close();
  }
}
