package org.esscher.flight;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.TransferPair;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;

/** Columns as Flight takes and gives them. */
final class Rows {
  private Rows() {}

  /**
   * Some rows of some columns, in their order, without a copy where Arrow can do without: a part
   * that begins at a multiple of eight rows shares all but the offsets of lists and texts.
   *
   * @return holds on to the columns' memory until it is closed
   */
  static VectorSchemaRoot of(Batch batch, Collection<String> names, int from, int count) {
    List<Field> fields = new ArrayList<>();
    List<FieldVector> vectors = new ArrayList<>();
    try {
      for (String name : names) {
        FieldVector whole = batch.column(name).arrow();
        TransferPair part = whole.getTransferPair(whole.getAllocator());
        vectors.add((FieldVector) part.getTo());
        part.splitAndTransfer(from, count);
        Field field = whole.getField();
        fields.add(new Field(name, field.getFieldType(), field.getChildren()));
      }
      return new VectorSchemaRoot(fields, vectors, count);
    } catch (RuntimeException e) {
      AutoCloseables.close(e, vectors);
      throw e;
    }
  }

  /** Columns that came, from now on an arena's; they are not copied. Names come once. */
  static Batch taken(VectorSchemaRoot root, Arena arena) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (FieldVector vector : root.getFieldVectors()) {
      TransferPair pair = vector.getTransferPair(arena.allocator());
      pair.transfer();
      if (columns.put(vector.getName(), arena.wrap((FieldVector) pair.getTo())) != null) {
        throw EsscherException.data(
            "two columns came that are named '%s': each needs a name of its own", vector.getName());
      }
    }
    return arena.batch(columns);
  }

  /** Tells a question about some rows from any other: SHA-256 of both, in hexadecimal. */
  static String identified(Question question, VectorSchemaRoot rows) {
    MessageDigest digest = sha256();
    digest.update(question.written());
    digest.update(rows.getSchema().serializeAsMessage());
    try (ArrowRecordBatch batch = new VectorUnloader(rows).getRecordBatch()) {
      for (ArrowBuf buffer : batch.getBuffers()) {
        digest.update(buffer.nioBuffer(0, Math.toIntExact(buffer.readableBytes())));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
