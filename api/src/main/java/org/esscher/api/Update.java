package org.esscher.api;

import org.jspecify.annotations.Nullable;

/**
 * What one batch changes in the estimator's state, as a value that merges over splits of the batch. Expressions see the
 * state as it was before.
 *
 * @param state the state's name
 * @param merge how parts are merged and applied
 * @param key for a keyed state the key, at the delta's level; else null
 * @param size for WINDOW the number of rows kept; else 0
 * @param delta the change
 */
public record Update(String state, Merge merge, @Nullable Expr key, int size, Expr delta) {
  /** How changes are merged. */
  public enum Merge {
    /** Added to the number, or to the key's number. */
    SUM,
    /** The last row's value replaces the key's. */
    LAST_BY_KEY,
    /** Rows are appended in row order, and the last {@code size} are kept. */
    WINDOW
  }

  /** Checks levels. */
  public Update {
    boolean sound =
        switch (merge) {
          case SUM -> key == null ? delta.level() == Level.BATCH : key.level() == delta.level();
          case LAST_BY_KEY -> key != null && key.level() == delta.level();
          case WINDOW -> key == null && delta.level() == Level.ROW && size > 0;
        };
    if (!sound) {
      throw EsscherException.plugin(
          "update %s of %s: delta at %s, key %s, size %d do not fit".formatted(merge, state, delta.level(), key, size));
    }
  }

  /**
   * Adds to a number.
   *
   * @param state the state
   * @param delta at BATCH
   * @return the update
   */
  public static Update sum(String state, Expr delta) {
    return new Update(state, Merge.SUM, null, 0, delta);
  }

  /**
   * Adds to a number a key.
   *
   * @param state the state
   * @param key from {@link Slot#key}
   * @param delta at the key's level
   * @return the update
   */
  public static Update sum(String state, Expr key, Expr delta) {
    return new Update(state, Merge.SUM, key, 0, delta);
  }

  /**
   * Replaces the key's number.
   *
   * @param state the state
   * @param key from {@link Slot#key}
   * @param value at the key's level
   * @return the update
   */
  public static Update last(String state, Expr key, Expr value) {
    return new Update(state, Merge.LAST_BY_KEY, key, 0, value);
  }

  /**
   * Appends rows to a window.
   *
   * @param state the state
   * @param size how many rows are kept, at least 1
   * @param values at ROW
   * @return the update
   */
  public static Update window(String state, int size, Expr values) {
    return new Update(state, Merge.WINDOW, null, size, values);
  }
}
