package org.esscher.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.util.TransferPair;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** A batch as an Arrow IPC stream of one record batch in memory, for other processes. */
public final class ArrowBytes {
  private ArrowBytes() {}

  /**
   * Writes a batch.
   *
   * @param batch stays the caller's; under 2 GB
   * @return a stream
   * @throws EsscherException (USER) when Java was started without the flag that Arrow IPC needs
   */
  public static byte[] write(Batch batch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ArrowBatchWriter writer = new ArrowBatchWriter(Channels.newChannel(bytes), false);
      writer.write(batch);
      writer.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw ArrowIpc.unreadable("a batch in memory", e);
    }
  }

  /**
   * Reads a batch.
   *
   * @param stream of {@link #write}
   * @param arena owns the batch
   * @return the rows
   * @throws EsscherException (DATA) when it is no such stream; (USER) when Java was started without
   *     the flag that Arrow IPC needs
   */
  public static Batch read(byte[] stream, Arena arena) {
    try (ArrowStreamReader reader =
        new ArrowStreamReader(new ByteArrayInputStream(stream), arena.allocator())) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      if (!reader.loadNextBatch()) {
        throw EsscherException.data("a stream in memory holds no batch: write one first");
      }
      Map<String, Column> columns = new LinkedHashMap<>();
      for (FieldVector vector : root.getFieldVectors()) {
        TransferPair transfer = vector.getTransferPair(arena.allocator());
        transfer.transfer();
        columns.put(vector.getName(), arena.wrap((FieldVector) transfer.getTo()));
      }
      return arena.batch(columns);
    } catch (IOException | RuntimeException e) {
      throw ArrowIpc.unreadable("a batch in memory", e);
    }
  }
}
