package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Where runs of equal keys begin.
 *
 * @param starts from 0 to the number of rows, that included
 * @param rising whether keys have an order and never fall: then each run is a group
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of numbers
record KeyRuns(int[] starts, boolean rising) {
  /** Reads keys, on one thread. */
  interface Reader {
    /**
     * Writes down where runs begin.
     *
     * @param stretch which rows are looked at, with the one before them
     * @param starts where they go, with room for all rows of a stretch
     * @return their number
     */
    int look(Block stretch, int[] starts);

    /** Whether keys have an order, and no key that was looked at was less than the one before. */
    boolean rising();
  }

  /**
   * Looks at all rows.
   *
   * @param rows how many
   * @param workers who take stretches of them
   * @param readers makes what reads keys, once for each thread
   * @return the runs
   */
  static KeyRuns find(int rows, Workers workers, Supplier<Reader> readers) {
    List<Block> stretches = Block.stretches(rows, rows);
    int[][] found = new int[stretches.size()][];
    AtomicBoolean fall = new AtomicBoolean();
    workers.forEach(
        stretches,
        () -> {
          Reader reader = readers.get();
          int[] starts = new int[Block.STRETCH];
          return stretch -> {
            int runs = reader.look(stretch, starts);
            found[stretch.index()] = Arrays.copyOf(starts, runs);
            if (!reader.rising()) {
              fall.set(true);
            }
          };
        });
    int[] firstRun = new int[found.length];
    int runs = 0;
    for (int i = 0; i < found.length; i++) {
      firstRun[i] = runs;
      runs += found[i].length;
    }
    int[] starts = new int[runs + 1];
    workers.forEach(
        stretches,
        () ->
            stretch -> {
              int[] here = found[stretch.index()];
              System.arraycopy(here, 0, starts, firstRun[stretch.index()], here.length);
            });
    starts[runs] = rows;
    return new KeyRuns(starts, !fall.get());
  }

  int count() {
    return starts.length - 1;
  }
}
