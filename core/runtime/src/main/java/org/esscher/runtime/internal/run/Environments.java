package org.esscher.runtime.internal.run;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Rollout;
import org.esscher.api.State;
import org.esscher.data.Nearest;

/** The environments of a run, each under the name of the rollout that plays it. */
final class Environments implements AutoCloseable {
  private final Map<String, EnvironmentProvider> providers;
  private final Function<String, Context> contexts;
  private final Map<String, Playing> playing = new TreeMap<>();
  private final Map<String, State> saved = new TreeMap<>();

  /**
   * Environments that are not made yet.
   *
   * @param providers the recipe's
   * @param contexts makes the context in which the named rollout's environment is made; it must
   *     depend on the name alone: after a resume it is made at another moment
   */
  Environments(Map<String, EnvironmentProvider> providers, Function<String, Context> contexts) {
    this.providers = new TreeMap<>(providers);
    this.contexts = contexts;
  }

  Playing of(Rollout rollout) {
    Playing known = playing.get(rollout.name());
    if (known != null) {
      known.requireSame(rollout);
      return known;
    }
    EnvironmentProvider provider = providers.get(rollout.environment());
    if (provider == null) {
      throw EsscherException.plugin(
          "rollout %s plays '%s', but the recipe has no such environment%s",
          rollout.name(),
          rollout.environment(),
          Nearest.hint(rollout.environment(), providers.keySet()));
    }
    Environment made = provider.create(rollout.copies(), contexts.apply(rollout.name()));
    Playing begun = new Playing(rollout, made, Optional.ofNullable(saved.remove(rollout.name())));
    playing.put(rollout.name(), begun);
    return begun;
  }

  /** What resumes every rollout, those included that were not asked for since a resume. */
  Map<String, State> states() {
    Map<String, State> states = new TreeMap<>(saved);
    playing.forEach((name, rollout) -> states.put(name, rollout.save()));
    return states;
  }

  void resume(Map<String, State> states) {
    saved.putAll(states);
  }

  @Override
  public void close() {
    playing.values().forEach(Playing::close);
    playing.clear();
  }
}
