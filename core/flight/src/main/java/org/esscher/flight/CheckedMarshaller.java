package org.esscher.flight;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.ArrowMessages;

/**
 * Looks at each message of one answer, then has it read. A message is a {@code FlightData} of
 * Protocol Buffers: fields, each with a number and a length.
 *
 * @param <T> what Flight makes of it
 */
final class CheckedMarshaller<T> implements MethodDescriptor.Marshaller<T> {
  /** The Arrow message without its body; larger ones have no use where there are a few columns. */
  private static final int MOST_HEADER = 1 << 16;

  private static final int HEADER = 2;
  private static final int BODY = 1000;
  private static final int LENGTH_DELIMITED = 2;
  private static final int KIND_BITS = 3;
  private static final int KIND = 7;
  private static final int VARINT_BITS = 7;

  private final MethodDescriptor.Marshaller<T> flight;
  private final ArrowMessages messages;

  CheckedMarshaller(MethodDescriptor.Marshaller<T> flight, ArrowMessages messages) {
    this.flight = flight;
    this.messages = messages;
  }

  @Override
  public InputStream stream(T message) {
    return flight.stream(message);
  }

  /**
   * Reads a message that has passed.
   *
   * @throws EsscherException (PLUGIN), which ends the call and is the cause of its end
   */
  @Override
  public T parse(InputStream stream) {
    try {
      InputStream again =
          stream.markSupported() ? stream : new ByteArrayInputStream(stream.readAllBytes());
      again.mark(Integer.MAX_VALUE);
      require(again);
      again.reset();
      return flight.parse(again);
    } catch (IOException e) {
      throw ofTheServer(damaged("a message breaks off"));
    } catch (EsscherException e) {
      throw ofTheServer(e);
    }
  }

  /** The header once and then the body at most once, at the end, as all who write it do. */
  private void require(InputStream message) throws IOException {
    byte[] header = null;
    while (message.available() > 0) {
      int tag = varint(message);
      int length = varint(message);
      if ((tag & KIND) != LENGTH_DELIMITED || length < 0 || length > message.available()) {
        throw damaged("a field of a message claims more than there is");
      }
      int field = tag >>> KIND_BITS;
      if (field == BODY && header != null && length == message.available()) {
        messages.require(ByteBuffer.wrap(header), message, length);
        return;
      } else if (field == HEADER && header == null && length <= MOST_HEADER) {
        header = message.readNBytes(length);
      } else if (field == BODY || field == HEADER) {
        throw damaged("a message is not one small header and one body");
      } else {
        message.skipNBytes(length);
      }
    }
    if (header == null) {
      throw damaged("a message without Arrow data");
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

  private EsscherException damaged(String what) {
    return messages.damaged(what);
  }

  /** Whoever gave the rows can do nothing about it. */
  private static EsscherException ofTheServer(EsscherException e) {
    return new EsscherException(ErrorCode.PLUGIN, String.valueOf(e.getMessage()), e);
  }
}
