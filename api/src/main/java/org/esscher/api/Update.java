package org.esscher.api;

/**
 * What one batch changes in the estimator's state, as a value that merges over splits of the batch.
 * Expressions see the state as it was before.
 *
 * @param state the leaf from {@link Inputs#state} or {@link Inputs#windowMean} that reads what is
 *     changed
 * @param merge how parts are merged and applied
 * @param size for WINDOW the number of rows kept; else 0
 * @param delta the change
 */
public record Update(Expr state, Merge merge, int size, Expr delta) {
  /** How changes are merged. */
  public enum Merge {
    /** Added to the number, or to the key's number. */
    SUM,
    /** The last row's value replaces the key's. */
    LAST_BY_KEY,
    /** Rows are appended in row order, and the last {@code size} are kept. */
    WINDOW
  }

  /**
   * Checks that the delta lives where the state does.
   *
   * @param state as for the record
   * @param merge as for the record
   * @param size as for the record
   * @param delta as for the record
   */
  public Update {
    boolean keyed = !state.args().isEmpty();
    boolean sound =
        switch (merge) {
          case SUM -> state.op() == Op.STATE && state.level() == delta.level();
          case LAST_BY_KEY -> state.op() == Op.STATE && keyed && state.level() == delta.level();
          case WINDOW -> state.op() == Op.WINDOW_MEAN && delta.level() == Level.ROW && size > 0;
        };
    if (!sound) {
      throw EsscherException.plugin(
          "update %s of %s (at %s%s) by a delta at %s, size %d, does not fit",
          merge, state, state.level(), keyed ? ", keyed" : "", delta.level(), size);
    }
  }

  /**
   * Adds to a number, or to each key's number.
   *
   * @param state from {@link Inputs#state}
   * @param delta at the state's level: BATCH, or the key's
   * @return the update
   */
  public static Update sum(Expr state, Expr delta) {
    return new Update(state, Merge.SUM, 0, delta);
  }

  /**
   * Replaces each key's number.
   *
   * @param state keyed, from {@link Inputs#state}
   * @param value at the key's level
   * @return the update
   */
  public static Update last(Expr state, Expr value) {
    return new Update(state, Merge.LAST_BY_KEY, 0, value);
  }

  /**
   * Appends rows to a window.
   *
   * @param window from {@link Inputs#windowMean}
   * @param size how many rows are kept, at least 1
   * @param values at ROW
   * @return the update
   */
  public static Update window(Expr window, int size, Expr values) {
    return new Update(window, Merge.WINDOW, size, values);
  }
}
