package org.esscher.plugins.mbrcsl;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Level;
import org.esscher.api.Model;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Where rollouts of a model begin, and the range of what was logged: the first observation of each
 * episode of the slot {@code transitions}, the largest absolute value of each component of an
 * observation, the least and the largest reward.
 */
@Component(
    value = "initial-states",
    summary = "first observations of a log's episodes, and the log's range",
    paper = "Zhou et al. 2024, arXiv 2310.19308")
public record InitialStates() implements Learner {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot rows = in.slot("transitions");
    return Map.of(
        "step", rows.column("step", Level.ROW),
        "reward", rows.column("reward", Level.ROW),
        "observation", rows.column("observation", Level.ROW),
        "next_observation", rows.column("next_observation", Level.ROW));
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    Batch rows = data.batch("transitions");
    Episodes episodes = Episodes.of(rows);
    Column observation = rows.column("observation");
    double[] all = observation.toArray();
    double[] next = rows.column("next_observation").toArray();
    int width = observation.width();
    double[] largest = new double[width];
    for (int i = 0; i < all.length; i++) {
      largest[i % width] =
          Math.max(largest[i % width], Math.max(Math.abs(all[i]), Math.abs(next[i])));
    }
    double[] starts = new double[episodes.count() * width];
    for (int episode = 0; episode < episodes.count(); episode++) {
      System.arraycopy(all, episodes.starts()[episode] * width, starts, episode * width, width);
    }
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double reward : rows.column("reward").toArray()) {
      least = Math.min(least, reward);
      most = Math.max(most, reward);
    }
    return State.empty()
        .with("starts", starts)
        .with("largest", largest)
        .with("rewards", least, most);
  }

  @Override
  public Model load(State fitted, Context context) {
    return new LogRange(fitted);
  }
}
