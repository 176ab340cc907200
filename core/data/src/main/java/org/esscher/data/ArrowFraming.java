package org.esscher.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.arrow.flatbuf.Message;
import org.esscher.api.EsscherException;

/**
 * The lengths that the messages of an Arrow IPC stream claim, held against the file: Arrow
 * allocates what a message claims before it reads it, and four bytes can claim two gigabytes.
 */
final class ArrowFraming {
  private static final int CONTINUATION = -1;
  private static final int INT = 4;

  private ArrowFraming() {}

  /**
   * Walks from message to message, reading their metadata alone.
   *
   * @param file a stream
   * @throws EsscherException (DATA) naming the place of a message that is longer than what is left
   */
  static void require(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
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
        long body = bodyLength(file, start, read(channel, at, length));
        requireWithin(file, start, body, size - at - length);
        at += length + body;
      }
    }
  }

  private static void requireWithin(Path file, long start, long claimed, long left) {
    if (claimed < 0 || claimed > left) {
      throw EsscherException.data(
          "%s: its Arrow data are truncated or damaged: the message at byte %d claims %d bytes where %d are left; write or copy the file again",
          file, start, claimed, left);
    }
  }

  private static long bodyLength(Path file, long start, ByteBuffer metadata) {
    try {
      return Message.getRootAsMessage(metadata).bodyLength();
    } catch (IndexOutOfBoundsException e) {
      throw EsscherException.data(
          "%s: its Arrow data are damaged: the message at byte %d has no readable metadata; write or copy the file again",
          file, start);
    }
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
