package org.esscher.data;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata of one Arrow IPC message claim, held against what there is: Arrow allocates
 * what a message claims before it reads it, and four bytes can claim two gigabytes.
 */
final class MessageClaims {
  private static final byte NO_CODEC = -1;

  /** Rows that a column without bytes, of nothing but missing values, may claim. */
  private static final long FREE_ROWS = 1 << 10;

  /** Columns are lists of vectors of numbers at most; what is deeper is refused when it is read. */
  private static final int DEEPEST = 64;

  /** Bytes that a field takes at least, without its name. */
  private static final long FIELD = 8;

  private final ArrowOrigin origin;
  private final String place;

  /**
   * Claims of a message.
   *
   * @param origin it comes from
   * @param place of the message there, for errors
   */
  MessageClaims(ArrowOrigin origin, String place) {
    this.origin = origin;
    this.place = place;
  }

  /** Refuses a claim of more bytes than are left. */
  void requireWithin(long claimed, long left) {
    if (claimed < 0 || claimed > left) {
      throw EsscherException.data(
          "%s: its Arrow data is truncated or damaged: %s claims %d bytes where %d are left; %s",
          origin.name(), place, claimed, left, origin.remedy());
    }
  }

  /**
   * The length of a message's body, which is long enough for the rows that the message claims.
   *
   * @param metadata of the message
   * @param headers that may stand here: a schema, a record batch
   */
  long body(ByteBuffer metadata, Set<Byte> headers) {
    try {
      Message message = Message.getRootAsMessage(metadata);
      if (!headers.contains(message.headerType())) {
        throw origin.damaged(place + " is of another kind than belongs there");
      }
      long body = message.bodyLength();
      if (message.headerType() == MessageHeader.Schema) {
        requireFields((Schema) message.header(new Schema()), metadata.remaining());
      } else {
        requireBatch(batch(message), body);
      }
      return body;
    } catch (IndexOutOfBoundsException e) {
      throw damaged();
    }
  }

  /**
   * Refuses a schema that grows when it is read, since its fields are references, many of which can
   * lead to the same one, or back to themselves; and dictionaries, which columns can't hold.
   *
   * @param schema of a message or a footer
   * @param bytes of that
   */
  void requireFields(@Nullable Schema schema, int bytes) {
    if (schema == null) {
      throw damaged();
    }
    // Twice: a name may be written once for several fields.
    long left = 2L * bytes;
    for (int i = 0; i < schema.fieldsLength(); i++) {
      left = withoutField(schema.fields(i), left, DEEPEST);
    }
  }

  private long withoutField(@Nullable Field field, long left, int depth) {
    if (field == null || depth == 0) {
      throw damaged();
    }
    if (field.dictionary() != null) {
      throw EsscherException.data(
          "%s: column '%s' is dictionary-encoded: cast it to a plain one before it gets here",
          origin.name(), field.name());
    }
    ByteBuffer name = field.nameAsByteBuffer();
    long after = left - FIELD - (name == null ? 0 : name.remaining());
    if (after < 0) {
      throw damaged();
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      after = withoutField(field.children(i), after, depth - 1);
    }
    return after;
  }

  private void requireBatch(@Nullable RecordBatch batch, long body) {
    if (batch == null) {
      throw damaged();
    }
    requireRows(batch.length(), body);
    for (int i = 0; i < batch.nodesLength(); i++) {
      long rows = batch.nodes(i).length();
      requireRows(rows, body);
      long missing = batch.nodes(i).nullCount();
      if (missing < 0 || missing > rows) {
        throw damaged();
      }
    }
    BodyCompression compression = batch.compression();
    if (compression != null && compression.codec() != NO_CODEC) {
      throw EsscherException.data(
          "%s: its Arrow data is compressed: write it again, uncompressed", origin.name());
    }
    for (int i = 0; i < batch.buffersLength(); i++) {
      requireWithin(batch.buffers(i).offset(), body);
      requireWithin(batch.buffers(i).length(), body - batch.buffers(i).offset());
    }
  }

  private void requireRows(long rows, long body) {
    if (rows < 0 || (rows - FREE_ROWS) / Byte.SIZE > body) {
      throw origin.damaged(place + " claims " + rows + " rows in " + body + " bytes");
    }
  }

  /** The rows that a record batch claims. */
  static long rows(ByteBuffer metadata) {
    return Objects.requireNonNull(batch(Message.getRootAsMessage(metadata))).length();
  }

  private static @Nullable RecordBatch batch(Message message) {
    return (RecordBatch) message.header(new RecordBatch());
  }

  EsscherException damaged() {
    return origin.damaged(place + " has no readable metadata");
  }
}
