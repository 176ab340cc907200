package org.esscher.api;

/**
 * Changes data before estimation: relabeling, nearest neighbors, windows, splices, proxy labels.
 * Fitted on a whole log, then applied to batches of it.
 */
public interface Transform {
  /**
   * Looks at the whole log once.
   *
   * @param log all rows
   * @param context randomness, columns
   * @return what {@link #apply} needs; empty by default
   */
  default State fit(Batch log, Context context) {
    return State.empty();
  }

  /**
   * Maps a batch.
   *
   * @param batch rows of the log
   * @param fitted from {@link #fit}
   * @param context randomness, columns
   * @return rows, as many as it sees fit
   */
  Batch apply(Batch batch, State fitted, Context context);

  /**
   * Makes ready for many batches: whatever can be made once of what was fitted, such as a search
   * tree, is made here. A run calls it once for each fit.
   *
   * @param fitted from {@link #fit}
   * @return maps a batch to exactly what {@link #apply} makes of it
   */
  default Prepared prepare(State fitted) {
    return (batch, context) -> apply(batch, fitted, context);
  }

  /** A transform with what it was fitted to. Immutable; used by one thread at a time. */
  @FunctionalInterface
  interface Prepared {
    /**
     * Maps a batch.
     *
     * @param batch rows of the log
     * @param context randomness, columns
     * @return rows, as {@link Transform#apply} gives them
     */
    Batch apply(Batch batch, Context context);
  }
}
