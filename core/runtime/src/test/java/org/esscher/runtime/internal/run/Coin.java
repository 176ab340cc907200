package org.esscher.runtime.internal.run;

import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EpisodeState;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that looks at nothing.
 *
 * @param heads probability of action 1
 * @param remembers whether it counts the episodes that begin
 */
@Component("test-coin")
public record Coin(@Default("0.5") double heads, @Default("false") boolean remembers)
    implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    return remembers ? new Counting(heads) : new Tossed(heads);
  }

  private static class Tossed implements Policy, Sampler {
    private final double heads;

    Tossed(double heads) {
      this.heads = heads;
    }

    @Override
    public Set<String> inputs() {
      return Set.of();
    }

    @Override
    public Set<String> outputs() {
      return Set.of();
    }

    @Override
    public Forward forward(Batch batch, Set<String> outputs, Context context) {
      throw new AssertionError("nobody asks a coin for outputs");
    }

    @Override
    public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
      double[] action =
          IntStream.range(0, contexts.rows())
              .mapToDouble(row -> random.nextDouble() < heads ? 1 : 0)
              .toArray();
      double[] logp = new double[action.length];
      for (int row = 0; row < logp.length; row++) {
        logp[row] = Math.log(action[row] == 1 ? heads : 1 - heads);
      }
      return contexts
          .with("action", context.columns().numbers(action))
          .with("behavior_logp", context.columns().numbers(logp));
    }

    @Override
    public State save() {
      return State.empty();
    }
  }

  /** Counts the episodes that begin in each row. */
  static final class Counting extends Tossed implements EpisodeState {
    private final int[] begun = new int[8];

    Counting(double heads) {
      super(heads);
    }

    int[] begun() {
      return begun.clone();
    }

    @Override
    public void newEpisode(int... rows) {
      for (int row : rows) {
        begun[row]++;
      }
    }
  }
}
