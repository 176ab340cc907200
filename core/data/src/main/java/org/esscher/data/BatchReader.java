package org.esscher.data;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** A pass over a source, batch by batch. Not thread-safe. */
public interface BatchReader extends AutoCloseable {
  /**
   * The columns of every batch.
   *
   * @return types by name, in order
   */
  Map<String, ColumnType> columns();

  /**
   * The next rows. The batch before is freed: copy what must stay, for instance by {@link
   * Arena#concat}.
   *
   * @return at least one row, or null at the end
   * @throws EsscherException (DATA) naming file, line, column and value of what cannot be read
   */
  @Nullable Batch next();

  /** Frees the last batch and closes the file. Closing twice does nothing. */
  @Override
  void close();
}
