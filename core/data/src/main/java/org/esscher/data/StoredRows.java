package org.esscher.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.esscher.api.EsscherException;

/**
 * The rows of one file in a format that says where they stand, Parquet or Arrow's file format: they
 * can be read from any row on, as often as one likes, so that what is larger than the memory is
 * read in parts. Immutable and thread-safe; the file must not change.
 */
public final class StoredRows {
  private final Path file;
  private final FileSource source;
  private final long[] ends;
  private final ReadListener watcher;

  /**
   * Rows.
   *
   * @param file names it
   * @param source reads it
   * @param ends rows up to the end of each stretch, ascending
   * @param watcher is told of each batch that is read
   */
  StoredRows(Path file, FileSource source, long[] ends, ReadListener watcher) {
    this.file = file;
    this.source = source;
    this.ends = ends;
    this.watcher = watcher;
    if (rows() == 0) {
      throw EsscherException.data("%s holds no rows: give a file with at least one", file);
    }
  }

  /**
   * Names the rows in messages.
   *
   * @return the path of the file
   */
  public String name() {
    return file.toString();
  }

  /**
   * The file.
   *
   * @return its path as it was given
   */
  public Path file() {
    return file;
  }

  /**
   * Number of rows, as the file's metadata tell it.
   *
   * @return at least 1
   */
  public long rows() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /**
   * Where it is cheap to begin: the first rows of Parquet's row groups, of Arrow's record batches.
   *
   * @return ascending from 0, and at last the number of rows
   */
  public long[] starts() {
    long[] starts = new long[ends.length + 1];
    System.arraycopy(ends, 0, starts, 1, ends.length);
    return Arrays.stream(starts).distinct().toArray();
  }

  /**
   * The same rows with some columns only, so that the others need not be read from the disk.
   *
   * @param names columns; those that the file lacks don't count
   * @return the rows; with all columns where a layout names them otherwise than the file does, or
   *     none of these is there
   */
  public StoredRows withColumns(Set<String> names) {
    return new StoredRows(file, source.withColumns(names), ends, watcher);
  }

  /**
   * The same rows, whose readers tell how far in the file they are.
   *
   * @param listener is told of each batch when it has been read, by several readers at once where
   *     there are several; not of those of other processes
   * @return the rows; they tell this listener only
   */
  public StoredRows watched(ReadListener listener) {
    return new StoredRows(file, source, ends, listener);
  }

  /**
   * Requires that other processes, which are told no more than the file, read the same rows.
   *
   * @return the file
   * @throws EsscherException (USER) when the rows are read with options that would change them
   */
  public Path sharedFile() {
    source.requireReadByDefault();
    return file;
  }

  /**
   * Begins to read at a row, in bounded memory.
   *
   * @param arena owns what is read
   * @param from the first row, from 0
   * @return a reader up to the end of the file; the caller closes it before the arena
   * @throws EsscherException as {@link Source#open}; (USER) when the file's layout makes other rows
   *     than the file has
   */
  public BatchReader open(Arena arena, long from) {
    if (from < 0 || from >= rows()) {
      throw EsscherException.user("row %d was asked of %s, which has %d rows", from, file, rows());
    }
    return new WatchedReader(source.open(arena, from, ends), watcher);
  }
}
