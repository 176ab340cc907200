package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.wiring.CallContext;

/**
 * The order in which an epoch gives the rows of a file, as a function of the seed, which need not
 * be gone through to find a place in it: stretches (row groups, record batches) in a shuffled order
 * are cut into windows of {@value #ROWS} rows, and each window's rows are shuffled.
 */
final class WindowedOrder {
  /** Rows of a window. Fixed, because the order depends on it. */
  static final int ROWS = 64 * Frame.SHARD_ROWS;

  private final String name;
  private final long[] starts;
  private final long seed;

  /**
   * Consecutive rows of the file.
   *
   * @param from the first
   * @param count how many
   */
  record Range(long from, int count) {}

  /**
   * An order.
   *
   * @param name of the source, on which the order depends too
   * @param starts where stretches begin, and the number of rows
   * @param seed of the run
   */
  WindowedOrder(String name, long[] starts, long seed) {
    this.name = name;
    this.starts = starts.clone();
    this.seed = seed;
  }

  /** The rows of a window, in the order of reading. */
  List<Range> ranges(long epoch, long window) {
    List<Range> ranges = new ArrayList<>();
    long skipped = window * ROWS;
    int left = ROWS;
    for (int stretch :
        shuffled(starts.length - 1, Seeds.mix(seed, "stretches of " + name, epoch))) {
      long from = Math.min(starts[stretch] + skipped, starts[stretch + 1]);
      skipped -= from - starts[stretch];
      int count = (int) Math.min(left, starts[stretch + 1] - from);
      if (count > 0) {
        ranges.add(new Range(from, count));
        left -= count;
      }
    }
    return ranges;
  }

  /** The order of a window's rows. */
  int[] places(long epoch, long window, int rows) {
    return shuffled(rows, Seeds.mix(seed, "rows of " + name, epoch, window));
  }

  private static int[] shuffled(int count, long seed) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    RandomGenerator random = CallContext.generator(seed);
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }
}
