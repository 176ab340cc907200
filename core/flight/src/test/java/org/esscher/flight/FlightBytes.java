package org.esscher.flight;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.esscher.api.Batch;

/** Messages of Flight, byte by byte. */
final class FlightBytes {
  static final int HEADER = 2;
  static final int BODY = 1000;

  private FlightBytes() {}

  /** A field of Protocol Buffers that holds bytes. */
  static byte[] field(int number, byte[] value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (number << 3) | 2);
    varint(out, value.length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      out.write((left & 0x7F) | 0x80);
    }
    out.write(left);
  }

  static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** A schema, and a batch. */
  static byte[][] messages(Batch rows) {
    try (VectorSchemaRoot root = Rows.of(rows, rows.names(), 0, rows.rows());
        ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
      byte[] body = new byte[Math.toIntExact(batch.computeBodyLength())];
      for (int i = 0; i < batch.getBuffers().size(); i++) {
        ArrowBuf buffer = batch.getBuffers().get(i);
        int at = Math.toIntExact(batch.getBuffersLayout().get(i).getOffset());
        buffer.getBytes(0, body, at, Math.toIntExact(buffer.readableBytes()));
      }
      return new byte[][] {
        field(
            HEADER,
            bytes(MessageSerializer.serializeMetadata(root.getSchema(), IpcOption.DEFAULT))),
        joined(
            field(HEADER, bytes(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT))),
            field(BODY, body))
      };
    }
  }

  /** With another number at a place. */
  static byte[] patched(byte[] whole, int at, long number) {
    byte[] patched = whole.clone();
    ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putLong(at, number);
    return patched;
  }
}
