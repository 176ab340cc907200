package org.esscher.api;

/**
 * Makes data of its own: a simulated log, whose truth is known, to try methods on. Its id stands
 * where a file would.
 */
@FunctionalInterface
public interface Generator {
  /**
   * Generates the rows.
   *
   * @param context randomness (seeded by the run), columns
   * @return the rows
   */
  Batch generate(Context context);
}
