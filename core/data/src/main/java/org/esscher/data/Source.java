package org.esscher.data;

import org.esscher.api.Batch;
import org.esscher.api.EsscherException;

/**
 * One or several files as rows under vocabulary names. Opened as often as one likes; thread-safe.
 */
public interface Source {
  /**
   * Names the source in messages.
   *
   * @return the path of the file; of several, the first and how many more
   */
  String name();

  /**
   * Begins to read, in bounded memory.
   *
   * @param arena owns what is read; the reader works in children of it
   * @return a reader at the first row; the caller closes it before the arena
   * @throws EsscherException (DATA) when the first rows cannot be read, naming file, line, column
   *     and value; (USER) when a file is not there
   */
  BatchReader open(Arena arena);

  /**
   * The rows by their places, for what is to be read in parts.
   *
   * @return the rows of a file that says where they stand
   * @throws EsscherException (USER) when the format doesn't say, the options choose rows, or there
   *     are several files; (DATA) when the file can't be read or has no rows
   */
  StoredRows stored();

  /**
   * The same rows, whose readers tell how far they are.
   *
   * @param listener is told of each batch when it has been read
   * @return the source; it tells this listener only
   */
  Source watched(ReadListener listener);

  /**
   * Reads all rows into one batch.
   *
   * @param arena owns the batch
   * @return all rows, the same whatever the batch size of the options
   * @throws EsscherException (DATA) when a row cannot be read, naming file, line, column and value;
   *     (USER) when a file is not there; (RESOURCES) when a column holds more text than one batch
   *     can
   */
  Batch readAll(Arena arena);
}
