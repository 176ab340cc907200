package org.esscher.runtime.internal.expression;

import java.util.List;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Finds the existing tokens of columns, under the mask that belongs to each. */
final class TokenRuns {
  private TokenRuns() {}

  /**
   * The tokens of a column. One value a row is a list of one: what a bandit's action is to a
   * sequence.
   *
   * @param frame the order of the rows
   * @param name the column
   * @param column its values
   * @param mask which of them exist, or null
   * @param workers who look
   * @return their runs
   */
  static Tokens.Builder of(
      Frame frame, String name, Column column, @Nullable Column mask, Workers workers) {
    long elements = mask == null ? 0 : column.start(column.rows());
    List<Block> stretches = Block.stretches(frame.rows(), elements);
    Tokens.Builder[] parts = new Tokens.Builder[stretches.size()];
    workers.forEach(
        stretches,
        () -> stretch -> parts[stretch.index()] = of(frame, stretch, name, column, mask));
    return Tokens.Builder.joined(parts);
  }

  private static Tokens.Builder of(
      Frame frame, Block stretch, String name, Column column, @Nullable Column mask) {
    Tokens.Builder runs = new Tokens.Builder(stretch.rows());
    for (int k = 0; k < stretch.rows(); k++) {
      int row = frame.row(stretch.firstPosition() + k);
      int start = column.start(row);
      int end = column.start(row + 1);
      if (mask == null) {
        if (end > start) {
          runs.add(start, end - start);
        }
      } else {
        int found = mask.start(row + 1) - mask.start(row);
        if (end - start != found) {
          throw EsscherException.data(
              "row %d: %s has %d tokens but %s has %d; give the mask as a list of the same length",
              row, name, end - start, maskFor(name), found);
        }
        addIncluded(mask, mask.start(row) - start, start, end, runs);
      }
      runs.endRow();
    }
    return runs;
  }

  private static void addIncluded(
      Column mask, int offset, int start, int end, Tokens.Builder runs) {
    int k = start;
    while (k < end) {
      while (k < end && mask.at((long) k + offset) == 0) {
        k++;
      }
      int first = k;
      while (k < end && mask.at((long) k + offset) != 0) {
        k++;
      }
      if (k > first) {
        runs.add(first, k - first);
      }
    }
  }

  /** The name of the mask that a column is under, where the batch has it. */
  static String maskFor(String name) {
    return name.contains("chosen_")
        ? "chosen_loss_mask"
        : name.contains("rejected_") ? "rejected_loss_mask" : "loss_mask";
  }
}
