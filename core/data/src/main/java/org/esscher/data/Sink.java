package org.esscher.data;

import org.esscher.api.Batch;
import org.esscher.api.EsscherException;

/**
 * A file that is being written. It appears under its name, whole and on disk, when it is committed,
 * and not before: closing without {@link #commit()} leaves what was there. Not thread-safe.
 */
public interface Sink extends AutoCloseable {
  /**
   * Appends the rows of a batch.
   *
   * @param batch with the same columns and types as the batches before; stays the caller's
   * @throws EsscherException (DATA) when columns or types differ; (RESOURCES) when it cannot be
   *     written
   */
  void write(Batch batch);

  /**
   * Ends the file, forces it to disk and puts it in its place, in one step. Nothing can be written
   * afterwards.
   *
   * @throws EsscherException (RESOURCES) when it cannot be written; (USER) when nothing was written
   *     to it
   */
  void commit();

  /** Drops the file unless it was committed. Closing twice does nothing. */
  @Override
  void close();
}
