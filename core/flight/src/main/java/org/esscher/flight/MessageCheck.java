package org.esscher.flight;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.esscher.api.EsscherException;
import org.esscher.data.ArrowMessages;

/**
 * Looks at each message of one stream before Flight makes room for it. A message is a {@code
 * FlightData} of Protocol Buffers: fields, each with a number and a length.
 */
final class MessageCheck {
  /** The Arrow message without its body; larger ones have no use where there are a few columns. */
  private static final int MOST_HEADER = 1 << 16;

  private static final int DESCRIPTOR = 1;
  private static final int HEADER = 2;
  private static final int BODY = 1000;
  private static final int LENGTH_DELIMITED = 2;
  private static final int KIND_BITS = 3;
  private static final int KIND = 7;
  private static final int VARINT_BITS = 7;

  private final ArrowMessages messages;

  MessageCheck(ArrowMessages messages) {
    this.messages = messages;
  }

  /**
   * Looks at the next message.
   *
   * @param message from its beginning
   * @return the same one, from its beginning again
   * @throws EsscherException (DATA) when it is none, or claims more than it brings
   */
  InputStream passed(InputStream message) {
    try {
      InputStream again =
          message.markSupported() ? message : new ByteArrayInputStream(message.readAllBytes());
      again.mark(Integer.MAX_VALUE);
      require(again);
      again.reset();
      return again;
    } catch (IOException e) {
      throw messages.damaged("a message breaks off");
    }
  }

  /** The header once and then the body at most once, at the end, as all who write it do. */
  private void require(InputStream message) throws IOException {
    byte[] header = null;
    boolean described = false;
    while (message.available() > 0) {
      int tag = varint(message);
      int length = varint(message);
      if ((tag & KIND) != LENGTH_DELIMITED || length < 0 || length > message.available()) {
        throw messages.damaged("a field of a message claims more than there is");
      }
      int field = tag >>> KIND_BITS;
      if (field == BODY && header != null && length == message.available()) {
        messages.require(ByteBuffer.wrap(header), message, length);
        return;
      } else if (field == HEADER && header == null && length <= MOST_HEADER) {
        header = message.readNBytes(length);
      } else if (field == BODY || field == HEADER) {
        throw messages.damaged("a message is not one small header and one body");
      } else {
        described |= field == DESCRIPTOR;
        message.skipNBytes(length);
      }
    }
    // Clients may say first what they ask, and nothing else.
    if (header == null && described) {
      return;
    }
    if (header == null) {
      throw messages.damaged("a message without Arrow data");
    }
    messages.require(ByteBuffer.wrap(header), InputStream.nullInputStream(), 0);
  }

  private static int varint(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += VARINT_BITS) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      value |= (long) (next & Byte.MAX_VALUE) << shift;
      if (next <= Byte.MAX_VALUE) {
        return (int) value;
      }
    }
    return -1;
  }
}
