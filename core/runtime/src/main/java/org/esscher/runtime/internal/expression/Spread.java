package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/** Repeats coarser elements over finer ones, and adds finer ones up. */
final class Spread {
  private Spread() {}

  /** Gives each finer element the value of its coarser one. */
  static void down(Nesting nesting, double[] x, int width, double[] out) {
    int[] start = nesting.start;
    for (int k = 0; k < nesting.parents; k++) {
      if (width == 1) {
        Arrays.fill(out, start[k], start[k + 1], x[k]);
      } else {
        for (int i = start[k]; i < start[k + 1]; i++) {
          System.arraycopy(x, k * width, out, i * width, width);
        }
      }
    }
  }

  /** Sums the finer elements of each coarser one. */
  static void up(Nesting nesting, double[] g, int width, double[] into) {
    int[] start = nesting.start;
    for (int k = 0; k < nesting.parents; k++) {
      if (width == 1) {
        into[k] = Reduction.sum(g, start[k], start[k + 1]);
      } else {
        for (int c = 0; c < width; c++) {
          double sum = 0;
          for (int i = start[k]; i < start[k + 1]; i++) {
            sum += g[i * width + c];
          }
          into[k * width + c] = sum;
        }
      }
    }
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
