package org.esscher.runtime.internal.expression;

import org.jspecify.annotations.Nullable;

/**
 * How a block's finer elements lie inside its coarser ones: those of one coarser element are
 * consecutive. Made anew for each block in the same arrays.
 */
final class Nesting {
  /** Coarser elements. */
  int parents;

  /** The first finer element of each coarser one, and the number of finer ones. */
  int[] start = new int[0];

  /** Finer elements of every coarser one, or 0 where they have different numbers. */
  int each;

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
