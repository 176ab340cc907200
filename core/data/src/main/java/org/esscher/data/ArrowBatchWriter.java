package org.esscher.data;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** Writes Arrow IPC from the batches' own buffers, in the file or in the stream format. */
final class ArrowBatchWriter implements BatchWriter {
  private final WritableByteChannel channel;
  private final boolean fileFormat;
  private @Nullable RecordBatchOutput output;
  private @Nullable Schema schema;

  ArrowBatchWriter(WritableByteChannel channel, boolean fileFormat) {
    this.channel = channel;
    this.fileFormat = fileFormat;
  }

  @Override
  public void write(Batch batch) throws IOException {
    List<Field> fields = new ArrayList<>();
    List<FieldVector> vectors = new ArrayList<>();
    for (String name : batch.names()) {
      FieldVector vector = batch.column(name).arrow();
      Field field = vector.getField();
      fields.add(new Field(name, field.getFieldType(), field.getChildren()));
      vectors.add(vector);
    }
    Schema ofBatch = new Schema(fields);
    try {
      // The vectors are the batch's, so this root is not closed.
      VectorSchemaRoot root = new VectorSchemaRoot(fields, vectors, batch.rows());
      if (output == null) {
        schema = ofBatch;
        output = RecordBatchOutput.open(root, channel, fileFormat);
      } else if (!Objects.equals(schema, ofBatch)) {
        throw EsscherException.data(
            "a batch of the Arrow types %s cannot follow one of %s in one file: give all the same types",
            ofBatch, schema);
      }
      try (ArrowRecordBatch record = new VectorUnloader(root).getRecordBatch()) {
        output.write(record);
      }
    } catch (UnsupportedOperationException e) {
      throw ArrowIpc.withoutFlag(e);
    }
  }

  @Override
  public void finish() throws IOException {
    if (output != null) {
      output.end();
    }
  }
}
