package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of consecutive positions of a {@link Frame}, cut at group ends. Sums run within blocks and
 * then over blocks in order, so results don't depend on how blocks are spread over threads.
 *
 * @param index its place among the blocks
 * @param firstPosition the first row's position
 * @param rows number of rows
 * @param firstGroup the first group
 * @param groups number of groups
 */
record Block(int index, int firstPosition, int rows, int firstGroup, int groups) {
  /** Rows of a stretch, or fewer where many numbers are looked at in each. */
  static final int STRETCH = 8192;

  /**
   * Cuts rows of which no sum is taken, so that threads can share them.
   *
   * @param rows how many
   * @param elements numbers that are looked at in all of them
   * @return stretches of as many rows, of which each counts as its own group
   */
  static List<Block> stretches(int rows, long elements) {
    int size = (int) Math.max(1, (long) STRETCH * rows / Math.max(rows, Math.max(1, elements)));
    List<Block> stretches = new ArrayList<>();
    for (int first = 0; first < rows; first += size) {
      int count = Math.min(size, rows - first);
      stretches.add(new Block(stretches.size(), first, count, first, count));
    }
    return stretches;
  }
}
