package org.esscher.data;

import java.util.Map;
import java.util.function.IntConsumer;
import org.esscher.api.Batch;
import org.jspecify.annotations.Nullable;

/**
 * A reader that tells how much it read.
 *
 * @param reader reads
 * @param watcher gets the number of rows of each batch
 */
record WatchedReader(BatchReader reader, IntConsumer watcher) implements BatchReader {
  @Override
  public Map<String, ColumnType> columns() {
    return reader.columns();
  }

  @Override
  public @Nullable Batch next() {
    Batch rows = reader.next();
    if (rows != null) {
      watcher.accept(rows.rows());
    }
    return rows;
  }

  @Override
  public void close() {
    reader.close();
  }
}
