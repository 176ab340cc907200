package org.esscher.runtime;

/**
 * Follows passes over rows, outside of runs: of an evaluation, a scoring, an estimate, a fit. It is
 * called often, by one thread at a time, though not always by the same, so it should be quick. What
 * it throws ends the work and comes out of the call that began it.
 */
@FunctionalInterface
public interface PassListener {
  /** Follows nothing. */
  PassListener NONE = (pass, done, rows) -> {};

  /**
   * When a pass begins, with no rows done, and after each of its parts: blocks of rows; of another
   * engine what one task is given; all rows where code is given them at once.
   *
   * @param pass number of the pass, from 1; how many there will be depends on what is computed, and
   *     isn't known before the last
   * @param done rows that this pass is through with
   * @param rows that it goes over; a row counts as often as the pass goes over it
   */
  void progress(int pass, long done, long rows);
}
