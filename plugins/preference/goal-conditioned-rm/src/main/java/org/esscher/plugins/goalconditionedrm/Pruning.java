package org.esscher.plugins.goalconditionedrm;

import org.esscher.api.Column;

/**
 * Where answers are given up: at the first token from max(minTokens, ⌊warmup·L⌋) on, counted from
 * 0, whose q is below the threshold.
 *
 * @param threshold on q; equal passes
 * @param warmup share of an answer that is not looked at
 * @param minTokens tokens that are not looked at
 */
record Pruning(double threshold, double warmup, int minTokens) {
  /** The place, or −1 where an answer is kept. */
  int failing(Column q, int row) {
    int length = q.start(row + 1) - q.start(row);
    for (int t = Math.max(minTokens, (int) Math.floor(warmup * length)); t < length; t++) {
      if (q.at((long) q.start(row) + t) < threshold) {
        return t;
      }
    }
    return -1;
  }

  /** The place of each row, −1 for all rows of a prompt of which none would be kept. */
  int[] failing(Column q, int[] prompts) {
    int[] failing = new int[q.rows()];
    boolean[] survives = new boolean[failing.length];
    for (int row = 0; row < failing.length; row++) {
      failing[row] = failing(q, row);
      survives[prompts[row]] |= failing[row] < 0;
    }
    for (int row = 0; row < failing.length; row++) {
      failing[row] = survives[prompts[row]] ? failing[row] : -1;
    }
    return failing;
  }
}
