package org.esscher.runtime;

import java.util.Map;

/** Follows a run, on the run's thread. */
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
