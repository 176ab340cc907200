package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.data.Arena;

/** Steps of many copies, which are told copy by copy. */
final class Frames {
  private final Arena arena;
  private final List<Batch> frames = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private int base;

  Frames(Arena arena) {
    this.arena = arena;
  }

  /** Begins a round of copies, which come after those of the last one. */
  void begin(int copies) {
    base += copies;
  }

  /**
   * Adds some rows of a step.
   *
   * @param frame a row a copy and player
   * @param rows those to keep
   * @param players rows a copy
   */
  void add(Batch frame, int[] rows, int players) {
    frames.add(rows.length == frame.rows() ? frame : frame.take(rows));
    Arrays.stream(rows).forEach(row -> places.add(base + row / players));
  }

  /** All rows, those of a copy together and in order. */
  Batch byCopy() {
    Integer[] order = new Integer[places.size()];
    Arrays.setAll(order, row -> row);
    // A stable sort: steps of a copy, and players of a step, stay in order.
    Arrays.sort(order, Comparator.comparing(places::get));
    return arena.concat(frames).take(Arrays.stream(order).mapToInt(Integer::intValue).toArray());
  }
}
