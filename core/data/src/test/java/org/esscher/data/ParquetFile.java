package org.esscher.data;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.GroupWriter;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files as other writers make them: any schema, any codec, both versions of pages. */
final class ParquetFile {
  private final MessageType schema;
  private CompressionCodecName codec = CompressionCodecName.SNAPPY;
  private ParquetProperties properties = ParquetProperties.builder().build();

  private ParquetFile(MessageType schema) {
    this.schema = schema;
  }

  static ParquetFile of(String... fields) {
    return new ParquetFile(
        MessageTypeParser.parseMessageType("message m { " + String.join(" ", fields) + " }"));
  }

  ParquetFile codec(CompressionCodecName name) {
    codec = name;
    return this;
  }

  ParquetFile properties(ParquetProperties chosen) {
    properties = chosen;
    return this;
  }

  /** The first column. */
  ColumnDescriptor column() {
    return schema.getColumns().get(0);
  }

  /** A row to be filled. */
  Group row() {
    return new SimpleGroup(schema);
  }

  /** Writes rows as one row group. */
  Path write(Path file, List<Group> rows) {
    return writeColumns(
        file,
        rows.size(),
        columns -> {
          RecordConsumer consumer =
              new ColumnIOFactory().getColumnIO(schema).getRecordWriter(columns);
          GroupWriter writer = new GroupWriter(consumer, schema);
          rows.forEach(writer::write);
          consumer.flush();
        });
  }

  /** Writes a file without a row group. */
  Path writeNothing(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ParquetFileWriter writer = begin(channel);
      writer.end(Map.of());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ParquetFileWriter begin(FileChannel channel) throws IOException {
    ParquetFileWriter writer =
        new ParquetFileWriter(
            new ParquetOutput(channel),
            schema,
            ParquetFileWriter.Mode.CREATE,
            1 << 20,
            0,
            null,
            properties);
    writer.start();
    return writer;
  }

  /** Writes one row group of columns. */
  Path writeColumns(Path file, long rows, Consumer<ColumnWriteStore> content) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ParquetFileWriter writer = begin(channel);
      writer.startBlock(rows);
      ColumnChunkPageWriteStore pages =
          new ColumnChunkPageWriteStore(
              compressor(codec), schema, new HeapByteBufferAllocator(), 64, true);
      ColumnWriteStore columns = properties.newColumnWriteStore(schema, pages);
      content.accept(columns);
      columns.flush();
      pages.flushToFileWriter(writer);
      writer.endBlock();
      columns.close();
      pages.close();
      writer.end(Map.of());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BytesInputCompressor compressor(CompressionCodecName codec) {
    return new BytesInputCompressor() {
      @Override
      public BytesInput compress(BytesInput bytes) throws IOException {
        byte[] plain = bytes.toInputStream().readNBytes(Math.toIntExact(bytes.size()));
        return BytesInput.from(
            switch (codec) {
              case SNAPPY -> blocks(new SnappyCompressor(), plain);
              case ZSTD -> blocks(new ZstdCompressor(), plain);
              case LZ4_RAW -> blocks(new Lz4Compressor(), plain);
              case GZIP -> gzip(plain);
              default -> plain;
            });
      }

      @Override
      public CompressionCodecName getCodecName() {
        return codec;
      }

      @Override
      public void release() {
        // It holds nothing.
      }
    };
  }

  private static byte[] blocks(Compressor compressor, byte[] plain) {
    byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
    return Arrays.copyOf(packed, length);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
