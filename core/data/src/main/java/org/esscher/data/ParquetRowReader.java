package org.esscher.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.VersionParser;
import org.apache.parquet.VersionParser.ParsedVersion;
import org.apache.parquet.VersionParser.VersionParseException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet files, one after the other, column by column: only the columns that are wanted, and
 * of the row groups none whose statistics say that it has nothing to give. One row group at a time
 * is in memory, as it is packed. A batch ends where a row group does.
 */
final class ParquetRowReader implements RawReader {
  /** Rows that are moved at a time, so that batches of long texts end in time. */
  private static final int CHUNK = 256;

  private final Iterator<Path> files;
  private final ReadFiles read;
  private final ReadOptions options;
  private final Position position = Position.inRows();
  private final RowBuffer buffer;
  private final MessageType schema;
  private final ParquetFields fields;
  private final List<ParquetColumn> columns = new ArrayList<>();

  private @Nullable ParquetFileReader reader;
  private @Nullable RowRange pruned;
  private long fileSize;
  private int group;
  private long groupLeft;
  private long fileRow;

  /** Rows of all files before the next one. */
  private long row;

  /** Rows of all files before the first in the buffer. */
  private long bufferRow;

  /** The first row that is wanted. */
  private long wantedFrom;

  private int emitted;

  ParquetRowReader(List<Path> files, ReadOptions options) {
    this.files = files.iterator();
    this.read = new ReadFiles(files);
    this.options = options;
    this.buffer = new RowBuffer(position, options);
    try {
      schema = open(this.files.next());
      fields = ParquetFields.of(position.file(), schema);
      fields
          .fields()
          .values()
          .forEach(
              field ->
                  columns.add(new ParquetColumn(field, buffer.column(field.name()), position)));
    } catch (IOException | RuntimeException e) {
      close();
      throw ParquetLibrary.unreadable(position.file(), e);
    } catch (OutOfMemoryError e) {
      close();
      throw ParquetLibrary.tooLarge(position.file(), e);
    }
  }

  /** Opens a file; gives the fields of it that are wanted. */
  private MessageType open(Path next) throws IOException {
    position.enter(next.toString());
    read.next();
    fileSize = Files.size(next);
    if (fileSize == 0) {
      throw EsscherException.data("%s holds no rows: give a file with at least one", next);
    }
    fileRow = 0;
    group = 0;
    ParquetFileReader opened = reader(next);
    reader = opened;
    MessageType all = opened.getFileMetaData().getSchema();
    List<Type> wanted =
        all.getFields().stream()
            .filter(
                field -> options.columns().isEmpty() || options.columns().contains(field.getName()))
            .toList();
    // What is wanted and not there is told with the names that are.
    return new MessageType(all.getName(), wanted.isEmpty() ? all.getFields() : wanted);
  }

  private static ParquetFileReader reader(Path file) throws IOException {
    ParquetReadOptions read =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs(file.toString()))
            .usePageChecksumVerification()
            .build();
    return new ParquetFileReader(new LocalInputFile(file), read);
  }

  /** Rows up to the end of each row group. */
  static long[] ends(Path file) {
    try (ParquetFileReader opened = reader(file)) {
      long[] ends = opened.getRowGroups().stream().mapToLong(BlockMetaData::getRowCount).toArray();
      Arrays.parallelPrefix(ends, Math::addExact);
      return ends;
    } catch (IOException | RuntimeException e) {
      throw ParquetLibrary.unreadable(file.toString(), e);
    } catch (OutOfMemoryError e) {
      throw ParquetLibrary.tooLarge(file.toString(), e);
    }
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    schema.getFields().forEach(field -> names.add(field.getName()));
    return names;
  }

  @Override
  public Set<String> objects() {
    return fields.objects();
  }

  @Override
  public void use(Layout layout) {
    if (!layout.flattens()) {
      fields.objects().forEach(buffer::enterObject);
      buffer.refuseObjects(layout.id());
    }
    // Other layouts may name another column so.
    pruned = layout instanceof PlainLayout ? options.range() : null;
  }

  @Override
  public void skipTo(long first, long[] ends) {
    wantedFrom = first;
  }

  @Override
  public @Nullable RawRows next(int maxRows, Arena arena) {
    try {
      if (emitted == buffer.rows()) {
        buffer.clear();
        emitted = 0;
        // The first rows decide the widths of vectors, however large the batches are.
        fill(buffer.isFrozen() ? maxRows : TextReader.WINDOW_ROWS);
        if (buffer.rows() == 0) {
          return null;
        }
        if (!buffer.isFrozen()) {
          buffer.freeze();
        }
      }
    } catch (IOException | RuntimeException e) {
      throw ParquetLibrary.unreadable(position.file(), e);
    } catch (OutOfMemoryError e) {
      throw ParquetLibrary.tooLarge(position.file(), e);
    }
    int end = (int) Math.min(buffer.rows(), (long) emitted + maxRows);
    RawRows rows = buffer.emit(emitted, end, bufferRow + emitted, arena);
    emitted = end;
    return rows;
  }

  @Override
  public double fraction() {
    return read.ofPart(
        reader == null
            ? 1.0
            : (double) (fileRow - (buffer.rows() - emitted)) / reader.getRecordCount());
  }

  private void fill(int rows) throws IOException {
    if (groupLeft == 0 && !advance()) {
      return;
    }
    while (row < wantedFrom) {
      read((int) Math.min(CHUNK, wantedFrom - row));
      buffer.clear();
    }
    bufferRow = row;
    long size = 0;
    while (buffer.rows() < rows && groupLeft > 0 && size < TextReader.WINDOW_SIZE) {
      read((int) Math.min(Math.min(CHUNK, rows - buffer.rows()), groupLeft));
      size = buffer.columns().stream().mapToLong(ColumnBuffer::size).sum();
    }
  }

  /** Moves rows of the row group into the buffer. */
  private void read(int count) {
    for (ParquetColumn column : columns) {
      column.read(count, fileRow);
    }
    for (int i = 0; i < count; i++) {
      position.moveTo(fileRow + i);
      buffer.endRow();
    }
    fileRow += count;
    row += count;
    groupLeft -= count;
  }

  /** Goes to the next row group that may have something to give; false at the end. */
  private boolean advance() throws IOException {
    while (true) {
      ParquetFileReader current = reader;
      if (current != null && group < current.getRowGroups().size()) {
        BlockMetaData next = current.getRowGroups().get(group++);
        boolean wanted = row + next.getRowCount() > wantedFrom;
        if (wanted && ParquetGroups.mayHold(next, pruned)) {
          load(current, next);
          return true;
        }
        current.skipNextRowGroup();
        fileRow += next.getRowCount();
        row += next.getRowCount();
        continue;
      }
      if (current != null && fileRow == 0) {
        throw EsscherException.data(
            "%s holds no rows: give a file with at least one", position.file());
      }
      closeFile();
      if (!files.hasNext()) {
        return false;
      }
      MessageType other = open(files.next());
      if (!other.getFields().equals(schema.getFields())) {
        throw EsscherException.data(
            "%s has the columns %s, but the files before have %s: read it separately",
            position.file(), other.getFields(), schema.getFields());
      }
    }
  }

  private void load(ParquetFileReader current, BlockMetaData next) throws IOException {
    position.moveTo(fileRow);
    current.setRequestedSchema(schema);
    ParquetGroups.require(position.file(), fileSize, next, fields.fields().values());
    // The heap need not hold what was read as well.
    columns.forEach(ParquetColumn::close);
    PageReadStore pages = current.readNextRowGroup();
    ParsedVersion writer = version(current.getFileMetaData().getCreatedBy());
    for (ParquetColumn column : columns) {
      column.open(pages, writer);
    }
    groupLeft = next.getRowCount();
  }

  /** Who wrote the file; null where that can't be told, which is as good as a writer with bugs. */
  private static @Nullable ParsedVersion version(@Nullable String createdBy) {
    try {
      return createdBy == null ? null : VersionParser.parse(createdBy);
    } catch (VersionParseException | RuntimeException e) {
      return null;
    }
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
      throw ParquetLibrary.unreadable(position.file(), e);
    }
  }
}
