package org.esscher.api;

/**
 * Changes data before estimation: relabelling, nearest neighbours, windows, splices, proxy labels.
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
}
