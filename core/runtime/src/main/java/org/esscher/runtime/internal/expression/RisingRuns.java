package org.esscher.runtime.internal.expression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.jspecify.annotations.Nullable;

/** Finds where runs of equal numbers begin in a column whose numbers never fall. */
final class RisingRuns {
  private final ArrowBuf numbers;
  private final int rows;

  /** The starts found in each stretch, from the stretch's first row on; then all, one by one. */
  private final int[] starts;

  private final AtomicBoolean fall = new AtomicBoolean();

  /**
   * Nothing found yet.
   *
   * @param numbers the column; none is missing
   * @param rows how many
   */
  RisingRuns(BigIntVector numbers, int rows) {
    this.numbers = numbers.getDataBuffer();
    this.rows = rows;
    this.starts = new int[rows + 1];
  }

  /**
   * Looks at all rows.
   *
   * @param workers who take stretches of them
   * @return from 0 to the number of rows, that included; null where numbers fall
   */
  int @Nullable [] find(Workers workers) {
    List<Block> stretches = Block.stretches(rows, rows);
    int[] found = new int[stretches.size()];
    workers.forEach(
        stretches,
        () -> {
          Reader reader = new Reader();
          return stretch -> found[stretch.index()] = reader.look(stretch);
        });
    if (fall.get()) {
      return null;
    }
    int runs = 0;
    for (Block stretch : stretches) {
      int here = found[stretch.index()];
      System.arraycopy(starts, stretch.firstPosition(), starts, runs, here);
      runs += here;
    }
    starts[runs] = rows;
    return Arrays.copyOf(starts, runs + 1);
  }

  /** One thread's copy of a stretch. */
  private final class Reader {
    private final ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * Block.STRETCH).order(ByteOrder.nativeOrder());
    private final LongBuffer stored = bytes.asLongBuffer();
    private final long[] values = new long[Block.STRETCH];

    /** Writes down the starts in a stretch, and returns their number. */
    int look(Block stretch) {
      int first = stretch.firstPosition();
      if (fall.get()) {
        return 0;
      }
      numbers.getBytes((long) Long.BYTES * first, bytes.array(), 0, Long.BYTES * stretch.rows());
      stored.get(0, values, 0, stretch.rows());
      long before = first == 0 ? values[0] : numbers.getLong(Long.BYTES * (first - 1L));
      int next = first;
      if (first == 0) {
        starts[next++] = 0;
      }
      boolean rising = true;
      for (int i = 0; i < stretch.rows(); i++) {
        long value = values[i];
        rising &= value >= before;
        if (value != before) {
          starts[next++] = first + i;
        }
        before = value;
      }
      if (!rising) {
        fall.set(true);
      }
      return next - first;
    }
  }
}
