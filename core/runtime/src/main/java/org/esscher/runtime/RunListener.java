package org.esscher.runtime;

import java.util.Map;

/**
 * Follows a run, on the run's own thread. Where that doesn't ask whether to {@linkplain #cancelled
 * stop} for a while, as within a long step, the thread that started the run asks in its place; the
 * two never ask at once.
 */
public interface RunListener {
  /** Follows nothing. */
  RunListener NONE = new RunListener() {};

  /**
   * After each step.
   *
   * @param fraction of the work that is done
   * @param metrics the latest value of each metric
   */
  default void progress(double fraction, Map<String, Double> metrics) {}

  /**
   * Asked between steps and within them: whether the run shall stop at a checkpoint.
   *
   * @return true to stop
   */
  default boolean cancelled() {
    return false;
  }
}
