package org.esscher.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the messages of one Arrow IPC stream that comes from another process, each before
 * anything makes room for what it claims: a schema, then record batches, and no dictionaries. What
 * passes takes memory in proportion to its bytes. Not thread-safe.
 */
public final class ArrowMessages {
  private static final int CHUNK = 1 << 16;

  private final ArrowOrigin origin;
  private final Arena arena;
  private @Nullable List<Field> columns;

  /**
   * Messages of one sender.
   *
   * @param sender names it in errors
   * @param remedy what to do when they are damaged, for errors
   * @param arena of what is looked at, which is freed at once
   */
  public ArrowMessages(String sender, String remedy, Arena arena) {
    this.origin = new ArrowOrigin(sender, remedy);
    this.arena = arena;
  }

  /**
   * Looks at the next message.
   *
   * @param metadata of the message
   * @param body is read to the end of this message, and stays the caller's
   * @param length of the body, in bytes
   * @throws EsscherException (DATA) when it claims more than it brings, is compressed, or is not
   *     the one that comes next
   * @throws IOException when the body breaks off
   */
  public void require(ByteBuffer metadata, InputStream body, int length) throws IOException {
    List<Field> schema = columns;
    try {
      if (schema == null) {
        new MessageClaims(origin, "the schema").body(metadata, Set.of(MessageHeader.Schema));
        columns =
            MessageSerializer.deserializeSchema(Message.getRootAsMessage(metadata)).getFields();
        body.skipNBytes(length);
        return;
      }
      MessageClaims claims = new MessageClaims(origin, "the record batch");
      long claimed = claims.body(metadata, Set.of(MessageHeader.RecordBatch));
      claims.requireWithin(claimed, length);
      requireLists(schema, Message.getRootAsMessage(metadata), body, length);
    } catch (EsscherException e) {
      throw e;
    } catch (RuntimeException e) {
      // Of flatbuffers and counts that contradict each other.
      throw origin.damaged(e.toString());
    }
  }

  /**
   * The error for what is no message.
   *
   * @param what is wrong with it
   * @return DATA, naming the sender and the remedy
   */
  public EsscherException damaged(String what) {
    return origin.damaged(what);
  }

  private void requireLists(List<Field> schema, Message message, InputStream body, int length)
      throws IOException {
    ArrowBuf bytes = arena.allocator().buffer(length);
    try {
      fill(bytes, body, length);
      bytes.getReferenceManager().retain();
      try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(message, bytes)) {
        ListClaims.require(origin, schema, batch);
      }
    } finally {
      bytes.getReferenceManager().release(bytes.refCnt());
    }
  }

  private static void fill(ArrowBuf bytes, InputStream body, int length) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK, length)];
    for (int at = 0; at < length; ) {
      int read = body.readNBytes(chunk, 0, Math.min(chunk.length, length - at));
      if (read == 0) {
        throw new EOFException("a message breaks off");
      }
      bytes.setBytes(at, chunk, 0, read);
      at += read;
    }
  }
}
