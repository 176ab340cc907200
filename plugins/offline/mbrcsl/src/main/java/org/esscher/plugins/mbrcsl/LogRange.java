package org.esscher.plugins.mbrcsl;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;

/** What {@link InitialStates} found. It computes no outputs. */
final class LogRange implements Model {
  /** A predicted state this many times farther out than any logged one has left the log. */
  private static final double FARTHEST = 10;

  private final State fitted;
  private final double[] starts;
  private final double[] largest;
  private final double[] rewards;

  LogRange(State fitted) {
    this.fitted = fitted;
    this.starts = fitted.get("starts");
    this.largest = fitted.get("largest");
    this.rewards = fitted.get("rewards");
  }

  /** Numbers of an observation. */
  int width() {
    return largest.length;
  }

  /** Writes one of the first observations, all alike likely. */
  void draw(double[] to, int at, RandomGenerator random) {
    int start = random.nextInt(starts.length / width());
    System.arraycopy(starts, start * width(), to, at, width());
  }

  /** A reward within those that were logged: noise of a model must not invent returns. */
  double within(double reward) {
    return Math.max(rewards[0], Math.min(rewards[1], reward));
  }

  /** Whether a state has a number that is not finite, or is far from all that were logged. */
  boolean left(double[] observations, int from) {
    for (int i = 0; i < width(); i++) {
      if (!(Math.abs(observations[from + i]) <= FARTHEST * largest[i])) {
        return true;
      }
    }
    return false;
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
    throw EsscherException.user("initial states have no outputs, and %s was asked for", outputs);
  }

  @Override
  public State save() {
    return fitted;
  }
}
