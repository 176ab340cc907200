package org.esscher.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * The lengths that the messages of an Arrow IPC stream claim, held against the file: Arrow
 * allocates what a message claims before it reads it, and four bytes can claim two gigabytes.
 */
final class ArrowFraming {
  private static final int CONTINUATION = -1;
  private static final int INT = 4;
  private static final byte NO_CODEC = -1;

  private static final Set<Byte> STREAMED =
      Set.of(MessageHeader.Schema, MessageHeader.DictionaryBatch, MessageHeader.RecordBatch);

  /** Rows that a column without bytes, of nothing but missing values, may claim. */
  private static final long FREE_ROWS = 1 << 10;

  private ArrowFraming() {}

  /**
   * Reads the metadata of all messages, and nothing else.
   *
   * @param file a file or a stream
   * @param fileFormat which
   * @throws EsscherException (DATA) naming the place of a message that claims more than the file
   *     has
   */
  static void require(Path file, boolean fileFormat) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (fileFormat) {
        requireBlocks(file, channel);
      } else {
        requireStream(file, channel);
      }
    }
  }

  /** The rows that each record batch of a file claims, which are held against its bytes. */
  static long[] rows(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return requireBlocks(file, channel);
    }
  }

  private static void requireStream(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    long at = 0;
    while (at + INT <= size) {
      long start = at;
      int length = integer(channel, at);
      at += INT;
      if (length == CONTINUATION) {
        length = integer(channel, at);
        at += INT;
      }
      if (length == 0) {
        return;
      }
      requireWithin(file, start, length, size - at);
      long body = body(file, start, read(channel, at, length), STREAMED);
      requireWithin(file, start, body, size - at - length);
      at += length + body;
    }
  }

  /**
   * The footer, at the end, says where messages stand and how long they are.
   *
   * @return the rows of each record batch
   */
  private static long[] requireBlocks(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    byte[] magic = ArrowIpc.FILE_MAGIC;
    long end = size - INT - magic.length;
    if (end < magic.length
        || !read(channel, size - magic.length, magic.length).equals(ByteBuffer.wrap(magic))) {
      throw EsscherException.data(
          "%s: its Arrow data are truncated: a whole Arrow file ends with ARROW1; write or copy the file again",
          file);
    }
    int length = integer(channel, end);
    requireWithin(file, end, length, end);
    ByteBuffer bytes = read(channel, end - length, length);
    try {
      Footer footer = Footer.getRootAsFooter(bytes);
      for (int i = 0; i < footer.dictionariesLength(); i++) {
        requireBlock(file, channel, footer.dictionaries(i), Set.of(MessageHeader.DictionaryBatch));
      }
      LongStream.Builder rows = LongStream.builder();
      for (int i = 0; i < footer.recordBatchesLength(); i++) {
        Message message =
            requireBlock(file, channel, footer.recordBatches(i), Set.of(MessageHeader.RecordBatch));
        rows.add(Objects.requireNonNull(batch(message)).length());
      }
      return rows.build().toArray();
    } catch (IndexOutOfBoundsException e) {
      throw damaged(file, end - length);
    }
  }

  private static Message requireBlock(
      Path file, FileChannel channel, Block block, Set<Byte> headers) throws IOException {
    long start = block.offset();
    long size = channel.size();
    requireWithin(file, 0, start, size);
    requireWithin(file, start, block.metaDataLength(), size - start);
    requireWithin(file, start, block.bodyLength(), size - start - block.metaDataLength());
    int prefix = integer(channel, start) == CONTINUATION ? 2 * INT : INT;
    requireWithin(file, start, prefix, block.metaDataLength());
    ByteBuffer metadata = read(channel, start + prefix, block.metaDataLength() - prefix);
    requireWithin(file, start, body(file, start, metadata, headers), block.bodyLength());
    return Message.getRootAsMessage(metadata);
  }

  private static void requireWithin(Path file, long start, long claimed, long left) {
    if (claimed < 0 || claimed > left) {
      throw EsscherException.data(
          "%s: its Arrow data are truncated or damaged: the message at byte %d claims %d bytes where %d are left; write or copy the file again",
          file, start, claimed, left);
    }
  }

  /** The length of a message's body, which is long enough for the rows that the message claims. */
  private static long body(Path file, long start, ByteBuffer metadata, Set<Byte> headers) {
    try {
      Message message = Message.getRootAsMessage(metadata);
      if (!headers.contains(message.headerType())) {
        throw damaged(file, start);
      }
      long body = message.bodyLength();
      RecordBatch batch = batch(message);
      if (batch != null) {
        requireWithin(file, start, batch, body);
      }
      return body;
    } catch (IndexOutOfBoundsException e) {
      throw damaged(file, start);
    }
  }

  private static void requireWithin(Path file, long start, RecordBatch batch, long body) {
    requireRows(file, start, batch.length(), body);
    for (int i = 0; i < batch.nodesLength(); i++) {
      long rows = batch.nodes(i).length();
      requireRows(file, start, rows, body);
      long missing = batch.nodes(i).nullCount();
      if (missing < 0 || missing > rows) {
        throw damaged(file, start);
      }
    }
    BodyCompression compression = batch.compression();
    if (compression != null && compression.codec() != NO_CODEC) {
      throw EsscherException.data(
          "%s: its Arrow data are compressed: write the file again, uncompressed", file);
    }
    for (int i = 0; i < batch.buffersLength(); i++) {
      requireWithin(file, start, batch.buffers(i).offset(), body);
      requireWithin(file, start, batch.buffers(i).length(), body - batch.buffers(i).offset());
    }
  }

  private static void requireRows(Path file, long start, long rows, long body) {
    if (rows < 0 || (rows - FREE_ROWS) / Byte.SIZE > body) {
      throw EsscherException.data(
          "%s: its Arrow data are damaged: the message at byte %d claims %d rows in %d bytes; write or copy the file again",
          file, start, rows, body);
    }
  }

  private static @Nullable RecordBatch batch(Message message) {
    if (message.headerType() == MessageHeader.RecordBatch) {
      return (RecordBatch) message.header(new RecordBatch());
    } else if (message.headerType() == MessageHeader.DictionaryBatch) {
      DictionaryBatch dictionary = (DictionaryBatch) message.header(new DictionaryBatch());
      return dictionary == null ? null : dictionary.data();
    }
    return null;
  }

  private static EsscherException damaged(Path file, long start) {
    return EsscherException.data(
        "%s: its Arrow data are damaged: the message at byte %d has no readable metadata; write or copy the file again",
        file, start);
  }

  private static int integer(FileChannel channel, long at) throws IOException {
    return read(channel, at, INT).getInt();
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("a message breaks off");
      }
    }
    return bytes.flip();
  }
}
