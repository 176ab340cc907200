package org.esscher.plugins.base.transform;

import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/**
 * Which rows of a batch are steps of one episode: consecutive rows with one {@code episode_id}
 * whose {@code step}s, where there are any, go up by one.
 */
final class Episodes {
  private final int[] first;
  private final int[] last;

  private Episodes(int[] first, int[] last) {
    this.first = first;
    this.last = last;
  }

  static Episodes of(Batch batch) {
    Column ids = batch.column("episode_id");
    Column steps = batch.has("step") ? batch.column("step") : null;
    int[] first = new int[batch.rows()];
    int[] last = new int[batch.rows()];
    int begin = 0;
    for (int row = 0; row < batch.rows(); row++) {
      if (ids.isMissing(row)) {
        throw EsscherException.data(
            "row %d has no episode_id; give each row that of its episode", row);
      }
      boolean on =
          row > 0
              && ids.text(row).equals(ids.text(row - 1))
              && (steps == null || steps.at(row) == steps.at(row - 1) + 1);
      begin = on ? begin : row;
      first[row] = begin;
    }
    for (int row = batch.rows() - 1; row >= 0; row--) {
      boolean on = row + 1 < batch.rows() && first[row + 1] == first[row];
      last[row] = on ? last[row + 1] : row;
    }
    return new Episodes(first, last);
  }

  /** The first row of the part of an episode that a row is in. */
  int first(int row) {
    return first[row];
  }

  /** The last row of the part of an episode that a row is in. */
  int last(int row) {
    return last[row];
  }
}
