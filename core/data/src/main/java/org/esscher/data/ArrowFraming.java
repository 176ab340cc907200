package org.esscher.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.MessageHeader;
import org.esscher.api.EsscherException;

/** What the messages of an Arrow IPC file or stream claim, held against the file. */
final class ArrowFraming {
  private static final int CONTINUATION = -1;
  private static final int INT = 4;

  private static final Set<Byte> STREAMED = Set.of(MessageHeader.Schema, MessageHeader.RecordBatch);
  private static final Set<Byte> BLOCKS = Set.of(MessageHeader.RecordBatch);

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
      MessageClaims claims = message(file, start);
      claims.requireWithin(length, size - at);
      long body = claims.body(read(channel, at, length), STREAMED);
      claims.requireWithin(body, size - at - length);
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
          "%s: its Arrow data is truncated: a whole Arrow file ends with ARROW1; write or copy the file again",
          file);
    }
    int length = integer(channel, end);
    message(file, end).requireWithin(length, end);
    ByteBuffer bytes = read(channel, end - length, length);
    MessageClaims claims = message(file, end - length);
    try {
      Footer footer = Footer.getRootAsFooter(bytes);
      claims.requireFields(footer.schema(), length);
      if (footer.dictionariesLength() > 0) {
        throw claims.damaged();
      }
      LongStream.Builder rows = LongStream.builder();
      for (int i = 0; i < footer.recordBatchesLength(); i++) {
        rows.add(requireBlock(file, channel, footer.recordBatches(i)));
      }
      return rows.build().toArray();
    } catch (IndexOutOfBoundsException e) {
      throw claims.damaged();
    }
  }

  /** The rows of a record batch that the footer names. */
  private static long requireBlock(Path file, FileChannel channel, Block block) throws IOException {
    long start = block.offset();
    long size = channel.size();
    message(file, 0).requireWithin(start, size);
    MessageClaims claims = message(file, start);
    claims.requireWithin(block.metaDataLength(), size - start);
    claims.requireWithin(block.bodyLength(), size - start - block.metaDataLength());
    int prefix = integer(channel, start) == CONTINUATION ? 2 * INT : INT;
    claims.requireWithin(prefix, block.metaDataLength());
    ByteBuffer metadata = read(channel, start + prefix, block.metaDataLength() - prefix);
    claims.requireWithin(claims.body(metadata, BLOCKS), block.bodyLength());
    return MessageClaims.rows(metadata);
  }

  private static MessageClaims message(Path file, long start) {
    return new MessageClaims(ArrowOrigin.of(file), "the message at byte " + start);
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
