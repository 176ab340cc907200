package org.esscher.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Arrow IPC files and streams, one after the other. Record batches pass on without a copy
 * unless they are larger than what is asked for.
 */
final class ArrowRowReader implements RawReader {
  private final Iterator<Path> files;
  private final ReadFiles read;
  private final Arena memory;
  private final Schema schema;

  private String file = "";
  private @Nullable ArrowReader reader;
  private int batches;
  private long fileRow;
  private long firstRow;
  private int emitted;
  private int available;

  ArrowRowReader(List<Path> files, Arena arena) {
    this.files = files.iterator();
    this.read = new ReadFiles(files);
    this.memory = arena.child("reader of " + files.get(0));
    try {
      open(this.files.next());
      schema = root().getSchema();
    } catch (IOException | RuntimeException e) {
      close();
      throw ArrowIpc.unreadable(file, e);
    }
  }

  private void open(Path next) throws IOException {
    file = next.toString();
    fileRow = 0;
    batches = 0;
    read.next();
    boolean fileFormat = ArrowIpc.isFileFormat(next);
    ArrowFraming.require(next, fileFormat);
    reader = fileFormat ? new FileReader(next) : new StreamReader(next);
  }

  /** Checks what lists claim before they are loaded. */
  private final class FileReader extends ArrowFileReader {
    FileReader(Path path) throws IOException {
      super(FileChannel.open(path), memory.allocator());
    }

    @Override
    protected void loadRecordBatch(ArrowRecordBatch batch) {
      requireClaims(batch);
      super.loadRecordBatch(batch);
    }
  }

  /** Checks what lists claim before they are loaded. */
  private final class StreamReader extends ArrowStreamReader {
    StreamReader(Path path) throws IOException {
      super(Files.newInputStream(path), memory.allocator());
    }

    @Override
    protected void loadRecordBatch(ArrowRecordBatch batch) {
      requireClaims(batch);
      super.loadRecordBatch(batch);
    }
  }

  private void requireClaims(ArrowRecordBatch batch) {
    try {
      ListClaims.require(ArrowOrigin.of(Path.of(file)), root().getSchema().getFields(), batch);
    } catch (IOException | RuntimeException e) {
      batch.close();
      throw ArrowIpc.unreadable(file, e);
    }
  }

  private VectorSchemaRoot root() throws IOException {
    if (reader == null) {
      throw new IllegalStateException("no file is open");
    }
    return reader.getVectorSchemaRoot();
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Field field : schema.getFields()) {
      if (!names.add(field.getName())) {
        throw EsscherException.data(
            "%s has two columns '%s': rename one of them", file, field.getName());
      }
    }
    return names;
  }

  @Override
  public Set<String> objects() {
    // Structs are refused where columns are made of them.
    return Set.of();
  }

  @Override
  public void use(Layout layout) {
    // Arrow says what its columns hold.
  }

  @Override
  public void skipTo(long row, long[] ends) {
    try {
      int batch = 0;
      while (ends[batch] <= row) {
        batch++;
      }
      ArrowFileReader blocks = (ArrowFileReader) Objects.requireNonNull(reader);
      blocks.loadRecordBatch(blocks.getRecordBlocks().get(batch));
      batches = batch + 1;
      available = root().getRowCount();
      emitted = (int) (row - (ends[batch] - available));
      fileRow = row;
      firstRow = row;
    } catch (IOException | RuntimeException e) {
      throw ArrowIpc.unreadable(file, e);
    }
  }

  @Override
  public @Nullable RawRows next(int maxRows, Arena arena) {
    try {
      while (emitted == available) {
        if (!advance()) {
          return null;
        }
      }
      int count = Math.min(maxRows, available - emitted);
      String from = file;
      long row = fileRow;
      RawRows rows =
          new RawRows(
              arena.batch(take(count, arena)),
              firstRow,
              i -> from + ", row " + (row + i) + " (from 0)");
      emitted += count;
      fileRow += count;
      firstRow += count;
      return rows;
    } catch (IOException | RuntimeException e) {
      throw ArrowIpc.unreadable(file, e);
    }
  }

  /** Loads the next record batch, of the next file when this one is at its end. */
  private boolean advance() throws IOException {
    emitted = 0;
    available = 0;
    if (reader != null && reader.loadNextBatch()) {
      batches++;
      available = root().getRowCount();
      return true;
    }
    if (fileRow == 0 && reader != null) {
      throw EsscherException.data("%s holds no rows: give a file with at least one", file);
    }
    closeFile();
    if (!files.hasNext()) {
      return false;
    }
    open(files.next());
    if (!root().getSchema().getFields().equals(schema.getFields())) {
      throw EsscherException.data(
          "%s has the columns %s, but the files before have %s: read it separately",
          file, root().getSchema().getFields(), schema.getFields());
    }
    return true;
  }

  @Override
  public double fraction() {
    try {
      double unread = available == 0 ? 0 : 1 - (double) emitted / available;
      return reader instanceof ArrowFileReader blocks
          ? read.ofPart((batches - unread) / Math.max(1, blocks.getRecordBlocks().size()))
          : reader == null ? read.ofPart(1.0) : read.ofBytes(reader.bytesRead());
    } catch (IOException | RuntimeException e) {
      throw ArrowIpc.unreadable(file, e);
    }
  }

  private Map<String, Column> take(int count, Arena arena) throws IOException {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (FieldVector vector : root().getFieldVectors()) {
      FieldVector taken;
      if (count == available) {
        TransferPair transfer = vector.getTransferPair(arena.allocator());
        transfer.transfer();
        taken = (FieldVector) transfer.getTo();
      } else {
        taken =
            VectorConcatenation.slice(vector.getName(), vector, emitted, count, arena.allocator());
      }
      columns.put(vector.getName(), arena.wrap(taken));
    }
    return columns;
  }

  private void closeFile() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public void close() {
    try {
      closeFile();
    } catch (IOException e) {
      throw ArrowIpc.unreadable(file, e);
    } finally {
      memory.close();
    }
  }
}
