package org.esscher.runtime.internal.expression;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What each block gives for some values of all rows. Blocks of a shard are joined in their order,
 * and shards in pairs. Threads may put different blocks at once.
 */
final class BlockParts {
  private final List<Block> blocks;
  private final Joins joins;

  /** Where the numbers of each run begin, in those of a block. */
  private final int[] starts;

  private final int width;
  private final double[] parts;

  /**
   * Zeros.
   *
   * @param blocks all that are here
   * @param joins what a block gives
   */
  BlockParts(List<Block> blocks, Joins joins) {
    this.blocks = blocks;
    this.joins = joins;
    this.starts = starts(joins);
    this.width = joins.width();
    this.parts = new double[Math.multiplyExact(blocks.size(), width)];
  }

  private static int[] starts(Joins joins) {
    int[] starts = new int[joins.runs().size()];
    for (int run = 1; run < starts.length; run++) {
      starts[run] = starts[run - 1] + joins.runs().get(run - 1).width();
    }
    return starts;
  }

  /**
   * Keeps what a block gives.
   *
   * @param block the block
   * @param run for which values
   * @param values as many as the run has; an extreme's place is the block's
   */
  void put(Block block, int run, double[] values) {
    Joins.Run of = joins.runs().get(run);
    int to = block.index() * width + starts[run];
    if (of.join().width() == 1) {
      System.arraycopy(values, 0, parts, to, of.times());
      return;
    }
    for (int i = 0; i < of.times(); i++) {
      parts[to + 2 * i] = values[i];
      parts[to + 2 * i + 1] = block.place();
    }
  }

  /**
   * What all blocks give, wherever they are.
   *
   * @param exchange tells of other partitions' shards
   * @return the numbers of all runs
   */
  double[] total(Exchange exchange) {
    ShardTree shards = new ShardTree(joins);
    int next = 0;
    while (next < blocks.size()) {
      int shard = blocks.get(next).shard();
      double[] joined = joins.nothing();
      while (next < blocks.size() && blocks.get(next).shard() == shard) {
        joins.join(joined, parts, next++ * width);
      }
      shards.add(shard, joined);
    }
    return shards.total(exchange);
  }

  /** A run's values, of the {@linkplain #total total}. */
  double[] values(double[] total, int run) {
    return every(total, run, 0);
  }

  /** The places of a run's extremes, of the {@linkplain #total total}. */
  double[] places(double[] total, int run) {
    return every(total, run, 1);
  }

  private double[] every(double[] total, int run, int offset) {
    Joins.Run of = joins.runs().get(run);
    int each = of.join().width();
    return IntStream.range(0, of.times())
        .mapToDouble(i -> total[starts[run] + i * each + offset])
        .toArray();
  }
}
