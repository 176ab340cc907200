package org.esscher.plugins.alignmentasymptotics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Estimate;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;

/** A host, and frontiers of small pools. */
final class PoolFixture implements AutoCloseable {
  final Esscher host =
      Esscher.builder().classPath(AlignmentFrontier.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  /** Ten draws of p = (.5, .3, .2) in exact proportion, with rewards 0, 1, 2. */
  static final double[] THREE = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};

  static AlignmentFrontier frontier(List<Double> budgets, List<Long> ns) {
    return new AlignmentFrontier(budgets, ns, 1e-12, Tie.SHARE, Scope.PER_PROMPT);
  }

  /** Draws of several prompts. */
  Batch pool(double[]... rewards) {
    long[] prompts =
        java.util.stream.IntStream.range(0, rewards.length)
            .boxed()
            .flatMapToLong(p -> Arrays.stream(rewards[p]).mapToLong(ignored -> 10 + p))
            .toArray();
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("prompt_id", arena.integers(prompts));
    columns.put(
        "reward", arena.numbers(Arrays.stream(rewards).flatMapToDouble(Arrays::stream).toArray()));
    return arena.batch(columns);
  }

  Estimate estimate(AlignmentFrontier frontier, Batch pool) {
    return host.estimate(frontier, Map.of("samples", pool), State.empty(), 1, arena);
  }

  static double[] curve(Estimate found, String name) {
    return Objects.requireNonNull(found.columns().get(name), name).toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
