package org.esscher.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Reads stored rows in portions of any size, one after the other. Not thread-safe. */
public final class PortionReader implements AutoCloseable {
  private final String name;
  private final BatchReader reader;

  /** What was read and not given yet, from a row on. */
  private @Nullable Batch left;

  private int from;
  private long row;

  /**
   * Begins at a row.
   *
   * @param rows what is read
   * @param arena what the reader works in; the caller closes it after this reader
   * @param first the first row, from 0
   * @throws EsscherException as {@link StoredRows#open}
   */
  public PortionReader(StoredRows rows, Arena arena, long first) {
    this.name = rows.name();
    this.reader = rows.open(arena, first);
    this.row = first;
  }

  /**
   * The row that comes next.
   *
   * @return counted from the file's first, from 0
   */
  public long row() {
    return row;
  }

  /**
   * The next rows.
   *
   * @param rows how many, at least 1
   * @param into owns them; they are copied
   * @return as many rows
   * @throws EsscherException (DATA) naming what can't be read, or that the file ends too early
   */
  public Batch next(int rows, Arena into) {
    try (Arena parts = into.child("parts")) {
      List<Batch> copied = new ArrayList<>();
      int missing = rows;
      while (missing > 0) {
        Batch part = part(missing);
        missing -= part.rows();
        // The reader frees what it gave when it is asked again.
        copied.add(parts.concat(List.of(part)));
      }
      row += rows;
      return into.concat(copied);
    }
  }

  private Batch part(int most) {
    Batch batch = left == null ? reader.next() : left;
    if (batch == null) {
      throw EsscherException.data(
          "%s has fewer rows than it had when it was opened: it must not change while it is read",
          name);
    }
    int first = left == null ? 0 : from;
    int end = Math.min(batch.rows() - first, most) + first;
    left = end < batch.rows() ? batch : null;
    from = end;
    return first == 0 && end == batch.rows()
        ? batch
        : batch.take(IntStream.range(first, end).toArray());
  }

  @Override
  public void close() {
    reader.close();
  }
}
