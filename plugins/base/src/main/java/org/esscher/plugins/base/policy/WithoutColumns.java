package org.esscher.plugins.base.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;

/** Batches with fewer columns. */
final class WithoutColumns {
  private WithoutColumns() {}

  /**
   * The same rows without some columns.
   *
   * @param batch the rows
   * @param names columns to leave out, whether it has them or not; others have to remain
   * @param context makes the batch
   * @return a batch that shares the other columns
   */
  static Batch of(Batch batch, Set<String> names, Context context) {
    Map<String, Column> kept = new LinkedHashMap<>();
    for (String name : batch.names()) {
      if (!names.contains(name)) {
        kept.put(name, batch.column(name));
      }
    }
    return context.columns().batch(kept);
  }
}
