package org.esscher.data;

import org.jspecify.annotations.Nullable;

/** The steps of the episodes in one file, in order. Not thread-safe. */
interface LoggedSteps {
  /**
   * Reads on.
   *
   * @param most steps
   * @return at least one, or null at the end
   */
  @Nullable StepRows next(int most);

  /** The part of the steps that was read, within [0, 1]. */
  double fraction();

  /** Episodes that are in the file, once all was read. */
  int episodes();
}
