package org.esscher.runtime.internal.expression;

import java.util.Arrays;

/** The second rows of pairs: of each row in turn, all others of its group in their order. */
final class Pairs {
  private Pairs() {}

  static void right(Layout layout, double[] x, int width, double[] out) {
    int next = 0;
    for (int g = 0; g < layout.block().groups(); g++) {
      int start = layout.groupStart(g);
      int end = layout.groupStart(g + 1);
      for (int i = start; i < end; i++) {
        System.arraycopy(x, start * width, out, next * width, (i - start) * width);
        next += i - start;
        System.arraycopy(x, (i + 1) * width, out, next * width, (end - i - 1) * width);
        next += end - i - 1;
      }
    }
  }

  static void rightBackward(Layout layout, double[] g, int width, double[] into) {
    Arrays.fill(into, 0, layout.block().rows() * width, 0);
    int next = 0;
    for (int group = 0; group < layout.block().groups(); group++) {
      int start = layout.groupStart(group);
      int end = layout.groupStart(group + 1);
      for (int i = start; i < end; i++) {
        for (int j = start; j < end; j++) {
          for (int c = 0; c < width && j != i; c++) {
            into[j * width + c] += g[next++];
          }
        }
      }
    }
  }
}
