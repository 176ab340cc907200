package org.esscher.runtime.internal.expression;

import org.esscher.api.Batch;
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
   * @return their runs
   */
  static Tokens.Builder of(Frame frame, String name, Column column) {
    Column mask = maskFor(frame.batch(), name, column);
    Tokens.Builder runs = new Tokens.Builder(frame.rows());
    for (int position = 0; position < frame.rows(); position++) {
      int row = frame.row(position);
      int start = column.start(row);
      int end = column.start(row + 1);
      if (mask == null) {
        if (end > start) {
          runs.add(start, end - start);
        }
      } else {
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

  private static @Nullable Column maskFor(Batch batch, String name, Column column) {
    String own =
        name.contains("chosen_")
            ? "chosen_loss_mask"
            : name.contains("rejected_") ? "rejected_loss_mask" : "loss_mask";
    if (!batch.has(own)) {
      return null;
    }
    Column mask = batch.column(own);
    for (int row = 0; row < column.rows(); row++) {
      int wanted = column.start(row + 1) - column.start(row);
      int found = mask.start(row + 1) - mask.start(row);
      if (wanted != found) {
        throw EsscherException.data(
            "row %d: %s has %d tokens but %s has %d; give the mask as a list of the same length",
            row, name, wanted, own, found);
      }
    }
    return mask;
  }
}
