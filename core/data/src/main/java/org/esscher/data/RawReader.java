package org.esscher.data;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one source under the names of its files, in order. Not thread-safe. */
interface RawReader extends AutoCloseable {
  /** The outer names of the columns, known from the beginning. */
  Set<String> names();

  /** The names among them that hold objects, or lists of objects. */
  Set<String> objects();

  /** Takes the layout that was chosen, before the first rows are asked for. */
  void use(Layout layout);

  /**
   * Leaves out the rows before one, for formats that say where rows stand; before any is read.
   *
   * @param row the first that is wanted
   * @param ends rows up to the end of each stretch of the file, as {@link StoredRows} has them
   */
  default void skipTo(long row, long[] ends) {
    throw new IllegalStateException("the format doesn't say where its rows are");
  }

  /** At least one and at most so many rows, made in an arena; null at the end. */
  @Nullable RawRows next(int maxRows, Arena arena);

  /**
   * How much of the files lies before the next row, or a little more.
   *
   * @return within [0, 1]; NaN where it isn't known how long they are
   */
  double fraction();

  @Override
  void close();
}
