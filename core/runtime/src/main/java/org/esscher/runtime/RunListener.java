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
   * Before the first step: when a source begins to be read into memory, with no rows, and after
   * each of its parts.
   *
   * @param source the source's name
   * @param rows of it that were read so far
   * @param fraction the part of its file that was read, within [0, 1]; NaN where the file doesn't
   *     say how long it is
   */
  default void reading(String source, long rows, double fraction) {}

  /**
   * Before the first step: when all rows of a source are read, while they are put together.
   *
   * @param source the source's name
   * @param fraction the part of its columns that is done, within [0, 1]; 0 when it begins
   */
  default void joining(String source, double fraction) {}

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
