package org.esscher.runtime.internal.run;

import java.util.Map;
import org.esscher.runtime.RunListener;

/**
 * Asks a listener whether to stop for two threads, one at a time: for the run's own, and, where
 * that doesn't ask, for the one that waits for the run.
 */
final class SharedListener implements RunListener {
  private final RunListener follower;
  private boolean asked;
  private boolean answer;

  SharedListener(RunListener follower) {
    this.follower = follower;
  }

  @Override
  public void reading(String source, long rows, double fraction) {
    follower.reading(source, rows, fraction);
  }

  @Override
  public void joining(String source, double fraction) {
    follower.joining(source, fraction);
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    follower.progress(fraction, metrics);
  }

  @Override
  public synchronized boolean cancelled() {
    asked = true;
    answer = follower.cancelled();
    return answer;
  }

  /**
   * Whether the run shall stop: what the run was told since the last call of this, or what the
   * listener says now.
   */
  synchronized boolean stopWanted() {
    if (!asked) {
      try {
        answer = follower.cancelled();
      } catch (RuntimeException e) {
        // The run asks it too, and fails as it should.
        answer = false;
      }
    }
    asked = false;
    return answer;
  }
}
