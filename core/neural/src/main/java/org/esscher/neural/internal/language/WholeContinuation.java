package org.esscher.neural.internal.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Goes on by computing everything again at each token, for models that remember nothing. */
final class WholeContinuation implements Continuation {
  private final List<int[]> rows;
  private final int padding;
  private final Last last;

  /** Logits after some tokens of a matrix. */
  @FunctionalInterface
  interface Last {
    /**
     * Computes.
     *
     * @param tokens rows of equal length, one after the other
     * @param rows how many
     * @param at for each row, where among all tokens its last one stands
     * @return rows · vocabulary
     */
    double[] logits(long[] tokens, int rows, long[] at);
  }

  WholeContinuation(List<int[]> prompts, int padding, Last last) {
    this.rows = new ArrayList<>(prompts);
    this.padding = padding;
    this.last = last;
  }

  @Override
  public double[] first() {
    int time = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    long[] tokens = new long[rows.size() * time];
    Arrays.fill(tokens, padding);
    long[] at = new long[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      int[] own = rows.get(row);
      for (int i = 0; i < own.length; i++) {
        tokens[row * time + i] = own[i];
      }
      at[row] = (long) row * time + own.length - 1;
    }
    return last.logits(tokens, rows.size(), at);
  }

  @Override
  public double[] next(int[] tokens) {
    for (int row = 0; row < tokens.length; row++) {
      int[] longer = Arrays.copyOf(rows.get(row), rows.get(row).length + 1);
      longer[longer.length - 1] = tokens[row];
      rows.set(row, longer);
    }
    return first();
  }
}
