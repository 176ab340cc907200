package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Reads text files of one format, one after the other. The first rows, {@value #WINDOW_ROWS} of
 * them or {@value #WINDOW_SIZE} bytes, decide the columns and their types, however large the
 * batches are that are asked for.
 */
final class TextReader implements RawReader {
  static final int WINDOW_ROWS = 8192;
  static final int WINDOW_SIZE = 64 << 20;

  /** Makes a parser of a file's text; the position is already there. */
  @FunctionalInterface
  interface Format {
    RowParser open(InputStream text, Position position, RowBuffer rows) throws IOException;
  }

  private final Format format;
  private final Iterator<Path> files;
  private final ReadFiles read;
  private final Position position = new Position();
  private final RowBuffer buffer;

  private final Set<String> names = new LinkedHashSet<>();

  private @Nullable RowParser parser;
  private @Nullable CountedInput input;
  private boolean fileHasRows;
  private int emitted;
  private long firstRow;

  TextReader(Format format, List<Path> files, ReadOptions options) {
    this.format = format;
    this.files = files.iterator();
    this.read = new ReadFiles(files);
    this.buffer = new RowBuffer(position, options);
    try {
      fill(WINDOW_ROWS);
      if (buffer.names().isEmpty()) {
        throw EsscherException.data(
            "%s holds objects without fields only: give its rows some", position.file());
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    buffer.columns().forEach(column -> names.add(outer(column.name())));
  }

  private String outer(String name) {
    return buffer.isNested(name) ? name.substring(0, name.indexOf('.')) : name;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  @Override
  public Set<String> objects() {
    return buffer.objects();
  }

  @Override
  public void use(Layout layout) {
    if (!layout.flattens()) {
      buffer.refuseObjects(layout.id());
    }
    buffer.declare(layout);
    buffer.freeze();
  }

  @Override
  public @Nullable RawRows next(int maxRows, Arena arena) {
    if (emitted == buffer.rows()) {
      buffer.clear();
      emitted = 0;
      fill(maxRows);
      if (buffer.rows() == 0) {
        return null;
      }
    }
    int end = (int) Math.min(buffer.rows(), (long) emitted + maxRows);
    RawRows rows = buffer.emit(emitted, end, firstRow, arena);
    firstRow += end - emitted;
    emitted = end;
    return rows;
  }

  /** Reads rows until there are enough or they are too large together. */
  private void fill(int rows) {
    try {
      long size = 0;
      while (buffer.rows() < rows && size < WINDOW_SIZE) {
        RowParser current = parser();
        if (current == null) {
          return;
        }
        long before = current.consumed();
        if (current.next(buffer)) {
          fileHasRows = true;
          size += current.consumed() - before;
        } else {
          endFile(current);
        }
      }
    } catch (IOException e) {
      throw InputFile.unreadable(position, e);
    }
  }

  private @Nullable RowParser parser() throws IOException {
    if (parser == null && files.hasNext()) {
      Path file = files.next();
      position.enter(file.toString());
      fileHasRows = false;
      read.next();
      CountedInput opened = new CountedInput(Files.newInputStream(file));
      input = opened;
      parser = format.open(InputFile.text(opened, FileFormat.isGzip(file)), position, buffer);
    }
    return parser;
  }

  private void endFile(RowParser ended) throws IOException {
    ended.close();
    parser = null;
    if (!fileHasRows) {
      throw EsscherException.data(
          "%s holds no rows: give a file with at least one", position.file());
    }
  }

  @Override
  public double fraction() {
    return input == null ? 0 : read.ofBytes(input.bytes());
  }

  @Override
  public void close() {
    if (parser != null) {
      try {
        parser.close();
      } catch (IOException e) {
        throw InputFile.unreadable(position, e);
      } finally {
        parser = null;
      }
    }
  }
}
