package org.esscher.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Writes Parquet, with dictionaries where they pay, pages packed with Zstandard and checksums. A
 * row group ends at about {@value #GROUP_BYTES} bytes or {@value #GROUP_ROWS} rows, which is what a
 * writer keeps in memory.
 */
final class ParquetBatchWriter implements BatchWriter {
  static final long GROUP_BYTES = 32L << 20;
  static final int GROUP_ROWS = 1 << 20;

  /** Rows between two looks at the size. */
  private static final int CHECKED = 1024;

  private final FileChannel channel;
  private final int groupRows;
  private final ParquetProperties properties = ParquetProperties.builder().build();
  private final ByteBufferAllocator allocator = new HeapByteBufferAllocator();
  private @Nullable MessageType schema;
  private @Nullable ParquetFileWriter file;
  private @Nullable RowGroup group;

  /** A row group in memory. */
  private static final class RowGroup {
    final ColumnChunkPageWriteStore pages;
    final ColumnWriteStore columns;
    long rows;

    RowGroup(ColumnChunkPageWriteStore pages, ColumnWriteStore columns) {
      this.pages = pages;
      this.columns = columns;
    }
  }

  ParquetBatchWriter(FileChannel channel) {
    this(channel, GROUP_ROWS);
  }

  /** With row groups of at most so many rows. */
  ParquetBatchWriter(FileChannel channel, int groupRows) {
    this.channel = channel;
    this.groupRows = groupRows;
  }

  @Override
  public void write(Batch batch) throws IOException {
    List<Type> types = new ArrayList<>();
    for (String name : batch.names()) {
      types.add(ParquetValues.type(name, batch.column(name)));
    }
    MessageType ofBatch = new MessageType("rows", types);
    MessageType known = schema;
    if (known == null) {
      schema = known = ofBatch;
      file =
          new ParquetFileWriter(
              new ParquetOutput(channel),
              known,
              ParquetFileWriter.Mode.CREATE,
              GROUP_BYTES,
              0,
              null,
              properties);
      file.start();
    } else if (!known.equals(ofBatch)) {
      throw EsscherException.data(
          "a batch of the Parquet types %s cannot follow one of %s in one file: give all the same types",
          ofBatch.getFields(), known.getFields());
    }
    int row = 0;
    while (row < batch.rows()) {
      RowGroup current = group(known);
      int end = (int) Math.min(batch.rows(), row + Math.min(CHECKED, groupRows - current.rows));
      append(batch, known, current, row, end);
      row = end;
      if (current.rows == groupRows || current.columns.getBufferedSize() >= GROUP_BYTES) {
        flush();
      }
    }
  }

  private RowGroup group(MessageType types) {
    RowGroup current = group;
    if (current == null) {
      ColumnChunkPageWriteStore pages =
          new ColumnChunkPageWriteStore(
              new ParquetCodecs("").getCompressor(ParquetCodecs.WRITTEN),
              types,
              allocator,
              properties.getColumnIndexTruncateLength(),
              properties.getPageWriteChecksumEnabled());
      current = new RowGroup(pages, properties.newColumnWriteStore(types, pages));
      group = current;
    }
    return current;
  }

  /** Row by row, since a page ends in all columns' own time, but at the end of a row. */
  private static void append(Batch batch, MessageType types, RowGroup to, int from, int end) {
    List<ParquetValues> values = new ArrayList<>();
    for (String name : batch.names()) {
      int column = types.getFieldIndex(name);
      values.add(
          new ParquetValues(
              batch.column(name),
              types.getType(column),
              to.columns.getColumnWriter(types.getColumns().get(column))));
    }
    for (int row = from; row < end; row++) {
      for (ParquetValues column : values) {
        column.write(row);
      }
      to.columns.endRecord();
    }
    to.rows += end - from;
  }

  private void flush() throws IOException {
    RowGroup full = group;
    ParquetFileWriter to = file;
    if (full == null || to == null) {
      return;
    }
    group = null;
    to.startBlock(full.rows);
    full.columns.flush();
    full.pages.flushToFileWriter(to);
    to.endBlock();
    full.columns.close();
    full.pages.close();
  }

  @Override
  public void finish() throws IOException {
    flush();
    if (file != null) {
      file.end(Map.of());
    }
  }
}
