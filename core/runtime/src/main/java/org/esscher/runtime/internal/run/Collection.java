package org.esscher.runtime.internal.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.esscher.api.Batch;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.internal.wiring.HostServices;

/** Rolls a policy out in an environment, outside any run. */
public final class Collection {
  private static final String ROLE = "policy";
  private static final String ENVIRONMENT = "environment";

  private final HostServices services;
  private final long seed;

  /**
   * Nothing is rolled out yet.
   *
   * @param services of the host
   * @param seed of all randomness
   */
  public Collection(HostServices services, long seed) {
    this.services = services;
    this.seed = seed;
  }

  /**
   * Plays whole episodes, some side by side at a time.
   *
   * @param policy acts, for every player
   * @param environment is played
   * @param episodes how many, at least 1
   * @param copies side by side, at least 1
   * @param log gets the rows of each round, whose columns live until it returns
   */
  public void play(
      ModelProvider policy,
      EnvironmentProvider environment,
      int episodes,
      int copies,
      Consumer<Batch> log) {
    Rollout rollout = Rollout.of("collection", ENVIRONMENT, ROLE, Math.min(copies, episodes));
    RunRequest request =
        new RunRequest(
            new Roll(policy, environment), Map.of(), Path.of(""), seed, false, RunListener.NONE);
    try (Arena whole = services.arena().child("collection");
        ActiveRun run =
            new ActiveRun(
                services,
                request,
                new Spans(System::nanoTime),
                new Datasets(Map.of(), seed, whole, services.components()),
                whole)) {
      int left = episodes;
      for (long round = 0; left > 0; round++) {
        try (Arena step = whole.child("round")) {
          run.begin(round, step);
          int count = Math.min(rollout.copies(), left);
          log.accept(run.serially(() -> run.episodes(rollout, count)));
          left -= count;
        }
      }
    }
  }

  /** The two parts; the loop is above. */
  private record Roll(ModelProvider policy, EnvironmentProvider environment) implements Recipe {
    @Override
    public Map<String, ModelProvider> roles() {
      return Map.of(ROLE, policy);
    }

    @Override
    public Map<String, EnvironmentProvider> environments() {
      return Map.of(ENVIRONMENT, environment);
    }

    @Override
    public State step(State state, Run run) {
      return state;
    }

    @Override
    public double progress(State state) {
      return 1;
    }
  }
}
