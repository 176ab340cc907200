package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a block's finer elements lie inside its coarser ones: those of one coarser element are
 * consecutive. Made anew for each block in the same arrays.
 */
final class Nesting {
  /** Finer elements of a coarser one that are so many that a loop over them is long. */
  static final int MANY = 16;

  /** Coarser elements. */
  int parents;

  /** The first finer element of each coarser one, and the number of finer ones. */
  int[] start = new int[0];

  /** Finer elements of every coarser one, or 0 where they have different numbers. */
  int each;

  private int[] asTheyCome = new int[0];
  private int[] bySize = new int[0];

  /** Those of each size, each with room for all; then put together. */
  private int[] ofSize = new int[0];

  /** Where those of each size end. */
  private final int[] end = new int[MANY + 1];

  /** Whether they have been sorted for this block. */
  private boolean sorted;

  /** Weight of each finer element in reductions, or null when all are 1. */
  double @Nullable [] weight;

  /** The block that this was made for. */
  private int block = -1;

  /** Whether it must be made for a block; afterwards it counts as made. */
  boolean stale(int index) {
    boolean stale = block != index;
    block = index;
    return stale;
  }

  int[] starts(int size) {
    parents = size;
    if (start.length <= size) {
      start = new int[Math.max(size + 1, 2 * start.length)];
    }
    return start;
  }

  /** Finds what {@link #each} is, once the starts are there. */
  void compare() {
    int size = parents == 0 ? 0 : start[1];
    boolean alike = true;
    for (int k = 1; k < parents; k++) {
      alike &= start[k + 1] - start[k] == size;
    }
    each = alike ? size : 0;
    sorted = false;
  }

  /**
   * The coarser elements in an order in which loops over the finer ones of each are fast. Where
   * they have few, those with equally many come one after the other: a processor then expects each
   * loop to end where it does.
   *
   * @return {@link #parents} elements, perhaps more behind them
   */
  int[] order() {
    if (each > 0 || children() >= MANY * parents) {
      if (asTheyCome.length < parents) {
        asTheyCome = new int[start.length];
        Arrays.setAll(asTheyCome, k -> k);
      }
      return asTheyCome;
    }
    if (!sorted) {
      sort();
      sorted = true;
    }
    return bySize;
  }

  private void sort() {
    int room = start.length;
    if (bySize.length < room) {
      bySize = new int[room];
      ofSize = new int[(MANY + 1) * room];
    }
    for (int size = 0; size <= MANY; size++) {
      end[size] = size * room;
    }
    for (int k = 0; k < parents; k++) {
      int size = Math.min(MANY, start[k + 1] - start[k]);
      ofSize[end[size]++] = k;
    }
    int before = 0;
    for (int size = 0; size <= MANY; size++) {
      int count = end[size] - size * room;
      System.arraycopy(ofSize, size * room, bySize, before, count);
      before += count;
      end[size] = before;
    }
  }

  /** Goes through the coarser elements by how many finer ones they have. */
  void bySize(SizeVisitor visitor) {
    int[] order = order();
    if (order == asTheyCome) {
      visitor.visit(each > 0 ? Math.min(MANY, each) : MANY, order, 0, parents);
      return;
    }
    int from = 0;
    for (int size = 0; size <= MANY; size++) {
      int to = end[size];
      if (to > from) {
        visitor.visit(size, order, from, to);
      }
      from = to;
    }
  }

  /** Takes coarser elements. */
  @FunctionalInterface
  interface SizeVisitor {
    /**
     * Takes some.
     *
     * @param size how many finer ones each of them has; {@link #MANY} for any number where they
     *     have many, most of them
     * @param order has them
     * @param from where the first is
     * @param to behind the last
     */
    void visit(int size, int[] order, int from, int to);
  }

  double[] weights(int size) {
    double[] weights = weight;
    if (weights == null || weights.length < size) {
      weights = new double[size];
      weight = weights;
    }
    return weights;
  }

  int children() {
    return start[parents];
  }
}
