package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/** Repeats coarser elements over finer ones, and adds finer ones up. */
final class Spread {
  private Spread() {}

  /** Gives each finer element the value of its coarser one. */
  static void down(Nesting nesting, double[] x, int width, double[] out) {
    int[] start = nesting.start;
    if (width == 1) {
      nesting.bySize((size, order, from, to) -> down(size, order, from, to, start, x, out));
      return;
    }
    for (int k = 0; k < nesting.parents; k++) {
      for (int i = start[k]; i < start[k + 1]; i++) {
        System.arraycopy(x, k * width, out, i * width, width);
      }
    }
  }

  /**
   * Where they are few, four places of all coarser elements at a time: a loop for each of them
   * would be too short to pay.
   */
  private static void down(
      int size, int[] order, int from, int to, int[] start, double[] x, double[] out) {
    if (size == Nesting.MANY) {
      for (int n = from; n < to; n++) {
        int k = order[n];
        Arrays.fill(out, start[k], start[k + 1], x[k]);
      }
      return;
    }
    for (int place = 0; place < size; place += 4) {
      int some = size - place;
      for (int n = from; n < to; n++) {
        int at = start[order[n]] + place;
        double value = x[order[n]];
        out[at] = value;
        if (some > 1) {
          out[at + 1] = value;
        }
        if (some > 2) {
          out[at + 2] = value;
        }
        if (some > 3) {
          out[at + 3] = value;
        }
      }
    }
  }

  /** Sums the finer elements of each coarser one. */
  static void up(Nesting nesting, double[] g, int width, double[] into) {
    int[] start = nesting.start;
    if (width == 1) {
      Reduction.sums(nesting, g, into);
      return;
    }
    for (int k = 0; k < nesting.parents; k++) {
      for (int c = 0; c < width; c++) {
        double sum = 0;
        for (int i = start[k]; i < start[k + 1]; i++) {
          sum += g[i * width + c];
        }
        into[k * width + c] = sum;
      }
    }
  }

  /** Gives each element, component by component, the BATCH value. */
  static void repeat(double[] value, int width, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = value[i % width];
    }
  }

  /**
   * Spreads a node finer than BATCH over the elements, or components, of another.
   *
   * @param node where to
   * @param from where from
   * @param x the values of {@code from}
   * @param out where the result goes
   * @param scratch as many numbers as the larger of the two has
   * @param layout the block
   */
  static void broadcast(
      Node node, Node from, double[] x, double[] out, double[] scratch, Layout layout) {
    if (from.place().equals(node.place())) {
      widen(x, layout.count(node.place()), node.width(), out);
    } else if (from.width() == node.width()) {
      down(layout.nesting(node.place(), from.place().level()), x, node.width(), out);
    } else {
      widen(x, layout.count(from.place()), node.width(), scratch);
      down(layout.nesting(node.place(), from.place().level()), scratch, node.width(), out);
    }
  }

  /**
   * The way back through {@link #broadcast}.
   *
   * @param node where to
   * @param from where from
   * @param g the cotangent of {@code node}
   * @param into where that of {@code from} goes
   * @param scratch as many numbers as the larger of the two has
   * @param layout the block
   */
  static void collect(
      Node node, Node from, double[] g, double[] into, double[] scratch, Layout layout) {
    if (from.place().equals(node.place())) {
      narrow(g, layout.count(node.place()), node.width(), into);
    } else if (from.width() == node.width()) {
      up(layout.nesting(node.place(), from.place().level()), g, node.width(), into);
    } else {
      up(layout.nesting(node.place(), from.place().level()), g, node.width(), scratch);
      narrow(scratch, layout.count(from.place()), node.width(), into);
    }
  }

  /** The sum of one component over all elements. */
  static double total(double[] g, int count, int width, int component) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += g[i * width + component];
    }
    return sum;
  }

  /** Gives each component of an element the element's number. */
  static void widen(double[] x, int count, int width, double[] out) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(out, i * width, (i + 1) * width, x[i]);
    }
  }

  /** Sums the components of each element. */
  static void narrow(double[] g, int count, int width, double[] into) {
    for (int i = 0; i < count; i++) {
      into[i] = Reduction.sum(g, i * width, (i + 1) * width);
    }
  }
}
