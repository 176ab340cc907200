package org.esscher.runtime.internal.expression;

import java.util.Arrays;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of ragged columns exist: those that the mask includes, row by row in the order of
 * the frame. Excluded elements are never read, so nothing that stands there can leak.
 *
 * @param start first existing token of each position, and their number
 * @param element element index in the stored column of each existing token
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of two arrays
record Tokens(int[] start, int[] element) {

  /**
   * The tokens of a column under the mask that belongs to it. One value a row is a list of one:
   * what a bandit's action is to a sequence.
   */
  static Tokens of(Batch batch, String name, Column column, int[] order) {
    Column mask = maskFor(batch, name, column);
    int[] start = new int[order.length + 1];
    int[] element = new int[column.start(column.rows())];
    int next = 0;
    for (int position = 0; position < order.length; position++) {
      int row = order[position];
      for (int k = column.start(row); k < column.start(row + 1); k++) {
        if (mask == null || mask.at(k) != 0) {
          element[next++] = k;
        }
      }
      start[position + 1] = next;
    }
    return new Tokens(start, Arrays.copyOf(element, next));
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

  /** Refuses a column whose lists differ from these. */
  void requireSame(Tokens other, String here, String there) {
    if (!Arrays.equals(start, other.start)) {
      int position = 0;
      while (start[position + 1] == other.start[position + 1]) {
        position++;
      }
      throw EsscherException.data(
          "%s and %s are used together token by token, but have %d and %d tokens in the same row",
          here,
          there,
          start[position + 1] - start[position],
          other.start[position + 1] - other.start[position]);
    }
  }
}
