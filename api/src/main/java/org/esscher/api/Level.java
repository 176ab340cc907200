package org.esscher.api;

/**
 * Where a value lives: {@code PAIR} and {@code TOKEN} inside {@code ROW} inside {@code GROUP}
 * inside {@code BATCH}.
 *
 * <p>Values broadcast down by themselves and are reduced up explicitly. A pair is an ordered pair
 * of two different rows of one group, and belongs to the row that comes first in it; a token is one
 * element of a ragged list of a row.
 */
public enum Level {
  /** An ordered pair (i, j), i ≠ j, of rows of one group. */
  PAIR,
  /** One element of a row's ragged list; elements that {@code loss_mask} excludes do not exist. */
  TOKEN,
  /** A row of the slot. */
  ROW,
  /** The rows that share the key which {@link Slot#groupedBy} names. */
  GROUP,
  /** The whole batch: one value. */
  BATCH;

  /**
   * Whether values of this level can be reduced to, or receive a broadcast from, the other.
   *
   * @param coarser the level to compare with
   * @return true when each element here belongs to exactly one element there, or the levels are the
   *     same
   */
  public boolean within(Level coarser) {
    return this == coarser || (coarser.compareTo(this) > 0 && coarser != TOKEN);
  }
}
