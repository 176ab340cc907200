package org.esscher.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Gives out batches, each in an arena of its own that is closed when the next one is asked for. */
final class FileBatchReader implements BatchReader {
  private final String name;
  private final MappedRows rows;
  private final Arena arena;
  private final Map<String, ColumnType> columns = new LinkedHashMap<>();

  private @Nullable Arena current;

  /** The first batch, read to know the columns, until it is given out. */
  private @Nullable Batch first;

  private boolean closed;

  FileBatchReader(String name, MappedRows rows, Arena arena) {
    this.name = name;
    this.rows = rows;
    this.arena = arena;
    try {
      first = read();
      if (first == null) {
        throw rows.nothing(name);
      }
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException hidden) {
        // What is wrong with the file matters more than what it left behind.
        e.addSuppressed(hidden);
      }
      throw e;
    }
    for (String column : first.names()) {
      columns.put(column, ColumnType.of(first.column(column)));
    }
  }

  @Override
  public Map<String, ColumnType> columns() {
    return Collections.unmodifiableMap(columns);
  }

  @Override
  public @Nullable Batch next() {
    if (closed) {
      throw EsscherException.user("the reader of %s is closed: open it again", name);
    }
    if (first != null) {
      Batch batch = first;
      first = null;
      return batch;
    }
    return read();
  }

  /** How much was read, as {@link RawReader#fraction} has it. */
  double fraction() {
    return rows.fraction();
  }

  private @Nullable Batch read() {
    free();
    current = arena.child("batch of " + name);
    return rows.next(current);
  }

  private void free() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    first = null;
    try {
      free();
    } finally {
      rows.close();
    }
  }
}
