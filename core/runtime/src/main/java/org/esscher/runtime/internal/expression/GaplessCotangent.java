package org.esscher.runtime.internal.expression;

/**
 * What one block gives of a leaf's cotangents, in the order in which they are stored. Numbers that
 * are passed over are 0: to write them here costs less than to go through all memory beforehand.
 */
final class GaplessCotangent implements Tokens.Taker {
  private final LeafCotangent stored;
  private long next;

  /**
   * Nothing yet.
   *
   * @param stored takes the numbers
   * @param first the block's first
   */
  GaplessCotangent(LeafCotangent stored, long first) {
    this.stored = stored;
    this.next = first;
  }

  @Override
  public void take(long index, double[] cotangent, int from, int count) {
    stored.zero(next, index);
    stored.take(index, cotangent, from, count);
    next = index + count;
  }

  /** Passes over what is left of the block. */
  void end(long end) {
    stored.zero(next, end);
  }
}
