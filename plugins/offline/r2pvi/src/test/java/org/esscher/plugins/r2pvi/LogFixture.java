package org.esscher.plugins.r2pvi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;

/** A host, logs, and learners fitted to them. */
final class LogFixture implements AutoCloseable {
  static final List<List<Double>> THETA =
      List.of(List.of(0., 0., 0., 0.), List.of(0., 0., 0., 1.), List.of(0., 0., 0., 1.));

  final Esscher host = Esscher.builder().classPath(LogFixture.class.getClassLoader()).build();
  final Arena arena = host.arena("test");
  final Context context =
      new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "test");

  /** A step of a log. */
  static final class Row {
    private final int episode;
    private final int step;
    private final double[] features;
    private final double[][] next;
    private final boolean fail;

    Row(int episode, int step, double[] features, double[][] next, boolean fail) {
      this.episode = episode;
      this.step = step;
      this.features = features;
      this.next = next;
      this.fail = fail;
    }
  }

  Batch log(List<Row> rows) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(
        "episode_id", arena.integers(rows.stream().mapToLong(row -> row.episode).toArray()));
    columns.put("step", arena.integers(rows.stream().mapToLong(row -> row.step).toArray()));
    int width = rows.get(0).features.length;
    columns.put(
        "features",
        arena.vectors(
            width, rows.stream().flatMapToDouble(row -> Arrays.stream(row.features)).toArray()));
    int[] starts = new int[rows.size() + 1];
    boolean[] fail = new boolean[rows.size()];
    for (int row = 0; row < fail.length; row++) {
      starts[row + 1] = starts[row] + rows.get(row).next.length;
      fail[row] = rows.get(row).fail;
    }
    columns.put(
        "next_features_all",
        arena.vectorLists(
            width,
            starts,
            rows.stream()
                .flatMap(row -> Arrays.stream(row.next))
                .flatMapToDouble(Arrays::stream)
                .toArray()));
    columns.put("next_is_fail", arena.booleans(fail));
    return arena.batch(columns);
  }

  /** The nominal five-state process under actions drawn uniformly. */
  Batch fiveStates(FiveStateModel model, int episodes, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int episode = 0; episode < episodes; episode++) {
      int state = 0;
      for (int step = 0; step < FiveStateModel.HORIZON; step++) {
        int action = random.nextInt(model.actions());
        double[] features = model.features(state, action);
        boolean last = step == FiveStateModel.HORIZON - 1;
        state = last ? state : drawn(model.next(state, action), random.nextDouble());
        double[][] next = last ? new double[0][] : all(model, state);
        rows.add(new Row(episode, step, features, next, FiveStateModel.isFail(state)));
      }
    }
    return log(rows);
  }

  private static int drawn(double[] chances, double place) {
    double sum = 0;
    for (int i = 0; i < chances.length; i++) {
      sum += chances[i];
      if (place < sum) {
        return i;
      }
    }
    throw new AssertionError("no distribution");
  }

  private static double[][] all(FiveStateModel model, int state) {
    double[][] all = new double[model.actions()][];
    Arrays.setAll(all, action -> model.features(state, action));
    return all;
  }

  Learner learner(String id, Map<String, ?> config) {
    return host.component(Learner.class, id, config);
  }

  State fit(Learner learner, Batch log) {
    return host.services()
        .estimation()
        .fit(learner, Map.of("log", log), State.empty(), null, context);
  }

  /** What the fitted policy does in each state of the model. */
  int[] actions(Learner learner, State fitted, FiveStateModel model) {
    int states = model.states();
    int[] starts = new int[states + 1];
    long[] steps = new long[states];
    double[][] features = new double[states][];
    for (int state = 0; state < states; state++) {
      starts[state + 1] = starts[state] + model.actions();
      steps[state] = FiveStateModel.step(state);
      features[state] = Arrays.stream(all(model, state)).flatMapToDouble(Arrays::stream).toArray();
    }
    Batch rows =
        arena.batch(
            Map.of(
                "step",
                arena.integers(steps),
                "features_all",
                arena.vectorLists(
                    FiveStateModel.FEATURES,
                    starts,
                    Arrays.stream(features).flatMapToDouble(Arrays::stream).toArray())));
    try (Model policy = learner.load(fitted, context);
        Forward forward = policy.forward(rows, Set.of("action"), context)) {
      return Arrays.stream(forward.output("action").toArray()).mapToInt(one -> (int) one).toArray();
    }
  }

  /** Its exact mean return. */
  static double worth(int[] actions, FiveStateModel model) {
    double[][] policy = new double[model.states()][model.actions()];
    for (int state = 0; state < policy.length; state++) {
      policy[state][actions[state]] = 1;
    }
    return model.values(policy)[0];
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
