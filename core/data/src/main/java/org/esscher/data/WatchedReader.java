package org.esscher.data;

import java.util.Map;
import org.esscher.api.Batch;
import org.jspecify.annotations.Nullable;

/**
 * A reader that tells how much it read.
 *
 * @param reader reads
 * @param watcher is told of each batch
 */
record WatchedReader(FileBatchReader reader, ReadListener watcher) implements BatchReader {
  @Override
  public Map<String, ColumnType> columns() {
    return reader.columns();
  }

  @Override
  public @Nullable Batch next() {
    Batch rows = reader.next();
    if (rows != null) {
      watcher.read(rows.rows(), reader.fraction());
    }
    return rows;
  }

  @Override
  public void close() {
    reader.close();
  }
}
