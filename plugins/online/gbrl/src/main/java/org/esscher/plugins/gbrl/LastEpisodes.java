package org.esscher.plugins.gbrl;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Run;
import org.esscher.api.State;

/** Returns and lengths of the last 20 episodes that ended while steps were collected. */
final class LastEpisodes {
  private static final int KEPT = 20;

  private final double[] open;
  private final Deque<Double> returns = new ArrayDeque<>();
  private final Deque<Double> lengths = new ArrayDeque<>();

  private LastEpisodes(double[] open) {
    this.open = open;
  }

  /** None yet, of some copies side by side. */
  static State none(int copies) {
    return new LastEpisodes(new double[copies]).save();
  }

  static LastEpisodes of(State saved) {
    LastEpisodes last = new LastEpisodes(saved.get("open"));
    Arrays.stream(saved.get("returns")).forEach(last.returns::add);
    Arrays.stream(saved.get("lengths")).forEach(last.lengths::add);
    return last;
  }

  State save() {
    return State.empty()
        .with("open", open)
        .with("returns", numbers(returns))
        .with("lengths", numbers(lengths));
  }

  private static double[] numbers(Deque<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Takes up steps, those of a copy together and in order. */
  void add(Batch played) {
    Column reward = played.column("reward");
    Column terminated = played.column("terminated");
    Column truncated = played.column("truncated");
    int steps = played.rows() / open.length;
    // Step by step, so that the last episodes to end are the last of all copies.
    for (int step = 0; step < steps; step++) {
      for (int copy = 0; copy < open.length; copy++) {
        int row = copy * steps + step;
        open[copy] += reward.at(row);
        if (terminated.at(row) + truncated.at(row) > 0) {
          keep(returns, open[copy]);
          keep(lengths, played.column("step").at(row) + 1);
          open[copy] = 0;
        }
      }
    }
  }

  private static void keep(Deque<Double> values, double value) {
    values.addLast(value);
    if (values.size() > KEPT) {
      values.removeFirst();
    }
  }

  /** Records means, where an episode has ended. */
  void record(Run run) {
    if (!returns.isEmpty()) {
      run.metric("training_return", Arrays.stream(numbers(returns)).average().orElseThrow());
      run.metric("training_length", Arrays.stream(numbers(lengths)).average().orElseThrow());
    }
  }
}
