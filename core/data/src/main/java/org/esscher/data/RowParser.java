package org.esscher.data;

import java.io.Closeable;
import java.io.IOException;

/** Parses one file of a text format, row by row. */
interface RowParser extends Closeable {
  /** Appends the next row, errors with its position; false at the end. */
  boolean next(RowBuffer into) throws IOException;

  /** Bytes or characters parsed so far. */
  long consumed();
}
