package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of consecutive positions of a {@link Frame}, cut at group ends. Sums run within blocks,
 * then over the blocks of a shard in order, then over shards in pairs, so results don't depend on
 * how blocks are spread over threads and partitions.
 *
 * @param index its number among the blocks that are here
 * @param place its place among all blocks of the slot, wherever they are, in order: {@link
 *     Frame#SHARD_ROWS} for each shard before it, then one for each block of its own
 * @param firstPosition the first row's position
 * @param rows number of rows
 * @param firstGroup the first group
 * @param groups number of groups
 */
record Block(int index, long place, int firstPosition, int rows, int firstGroup, int groups) {
  /** Rows of a stretch, or fewer where many numbers are looked at in each. */
  static final int STRETCH = 8192;

  /** The number of its shard among all of the slot. */
  int shard() {
    return (int) (place / Frame.SHARD_ROWS);
  }

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
      stretches.add(new Block(stretches.size(), stretches.size(), first, count, first, count));
    }
    return stretches;
  }
}
