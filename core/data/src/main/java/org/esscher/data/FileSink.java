package org.esscher.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;

/** Checks that batches fit together, writes them, and commits the file. */
final class FileSink implements Sink {
  private enum State {
    OPEN,
    COMMITTED,
    CLOSED
  }

  private final AtomicFile file;
  private final BatchWriter writer;
  private final Map<String, ColumnType> columns = new LinkedHashMap<>();
  private State state = State.OPEN;

  FileSink(AtomicFile file, BatchWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  @Override
  public void write(Batch batch) {
    requireOpen();
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (String name : batch.names()) {
      types.put(name, ColumnType.of(batch.column(name)));
    }
    if (columns.isEmpty()) {
      columns.putAll(types);
    } else if (!columns.equals(types)) {
      throw EsscherException.data(
          "a batch with the columns %s cannot follow one with %s in one file: give all the same columns",
          types, columns);
    }
    try {
      writer.write(batch);
    } catch (IOException e) {
      throw file.unwritable(e);
    }
  }

  @Override
  public void commit() {
    requireOpen();
    if (columns.isEmpty()) {
      throw EsscherException.user("nothing was written to the file: write a batch before commit");
    }
    try {
      writer.finish();
    } catch (IOException e) {
      throw file.unwritable(e);
    }
    file.commit();
    state = State.COMMITTED;
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw EsscherException.user("the file is ended: open another sink to write more");
    }
  }

  @Override
  public void close() {
    if (state == State.OPEN) {
      state = State.CLOSED;
      file.drop();
    }
  }
}
