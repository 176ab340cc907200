package org.esscher.plugins.submodularrl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Forward;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, batches of episodes, and functions of eight states. */
final class Fixture implements AutoCloseable {
  static final int STATES = 8;

  /** What is seen from each state. */
  static final int[][] CELLS = {{0, 1}, {1, 2, 3}, {3}, {}, {4, 5, 0}, {5, 6}, {6, 2}, {7, 0}};

  /** What is found in each state. */
  static final int[][] ITEMS = {{0}, {1, 2}, {2, 3}, {}, {4}, {3, 0}, {1}, {2, 4}};

  static final List<Double> WEIGHTS = List.of(1.0, 0.5, 2.0, 0.0, 3.0, 0.25, 1.5, 1.25);
  static final List<Integer> ITEM_KIND = List.of(0, 0, 1, 1, 0);
  static final List<Integer> CAPS = List.of(2, 1);

  final Esscher host = Esscher.builder().classPath(SubPo.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(
        arena, 1, CallContext.NO_ROLES, host.services().components(), "submodular-rl test");
  }

  /** One of each function. */
  static List<SetFunction> functions(Mode mode) {
    return List.of(
        new Coverage(WEIGHTS, mode, false),
        new ItemCover(ITEM_KIND, CAPS, mode, false),
        new Modular(WEIGHTS, mode, false),
        new Facility(similarity(), mode, false),
        new LogDet(kernel(), 0.5, mode, false));
  }

  /** exp(−|i − j|/2), which is positive definite. */
  static List<List<Double>> kernel() {
    return IntStream.range(0, STATES)
        .mapToObj(
            i ->
                IntStream.range(0, STATES).mapToObj(j -> Math.exp(-Math.abs(i - j) / 2.0)).toList())
        .toList();
  }

  static List<List<Double>> similarity() {
    Random random = new Random(2);
    return IntStream.range(0, 4).mapToObj(v -> random.doubles(STATES).boxed().toList()).toList();
  }

  /** Rows that are states, an episode after the other. */
  Batch states(int[]... episodes) {
    int rows = IntStream.range(0, episodes.length).map(e -> episodes[e].length).sum();
    long[] episodeId = new long[rows];
    long[] step = new long[rows];
    int[] state = new int[rows];
    int row = 0;
    for (int episode = 0; episode < episodes.length; episode++) {
      for (int i = 0; i < episodes[episode].length; i++) {
        episodeId[row] = episode;
        step[row] = i;
        state[row++] = episodes[episode][i];
      }
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("episode_id", arena.integers(episodeId));
    columns.put("step", arena.integers(step));
    columns.put("state_id", arena.integers(IntStream.of(state).asLongStream().toArray()));
    columns.put("cells", lists(state, CELLS));
    columns.put("items", lists(state, ITEMS));
    return arena.batch(columns);
  }

  private Column lists(int[] state, int[][] ofState) {
    int[] starts = new int[state.length + 1];
    for (int row = 0; row < state.length; row++) {
      starts[row + 1] = starts[row] + ofState[state[row]].length;
    }
    double[] values =
        IntStream.of(state)
            .mapToObj(s -> ofState[s])
            .flatMapToInt(IntStream::of)
            .asDoubleStream()
            .toArray();
    return arena.lists(starts, values);
  }

  double[] scores(SetFunction function, Batch states) {
    try (Forward forward = function.forward(states, Set.of("score"), context())) {
      return forward.output("score").toArray();
    }
  }

  Estimate estimate(Estimator estimator, Batch samples) {
    return host.estimate(estimator, Map.of("samples", samples), State.empty(), 1, arena);
  }

  static double[] cotangents(Estimate estimate, String loss, String column) {
    Map<String, Column> columns =
        Objects.requireNonNull(estimate.losses().get(loss))
            .cotangents()
            .getOrDefault("samples", Map.of());
    return Objects.requireNonNull(columns.get(column), column).toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
