package org.esscher.data;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Arrow's writers for record batches of any allocator: on their own they write one root over and
 * over, into which every batch would have to be copied. The first root gives the schema only.
 * Nothing here owns memory, so there is no close.
 */
interface RecordBatchOutput {
  /** Begins a file or a stream with the schema of a root. */
  static RecordBatchOutput open(VectorSchemaRoot root, WritableByteChannel channel, boolean file)
      throws IOException {
    if (file) {
      FileOutput output = new FileOutput(root, channel);
      output.start();
      return output;
    }
    StreamOutput output = new StreamOutput(root, channel);
    output.start();
    return output;
  }

  /** Appends a record batch. */
  void write(ArrowRecordBatch batch) throws IOException;

  /** Writes what ends the format. */
  void end() throws IOException;

  /** The file format. */
  final class FileOutput extends ArrowFileWriter implements RecordBatchOutput {
    FileOutput(VectorSchemaRoot root, WritableByteChannel channel) {
      super(root, null, channel);
    }

    @Override
    public void write(ArrowRecordBatch batch) throws IOException {
      writeRecordBatch(batch);
    }
  }

  /** The stream format. */
  final class StreamOutput extends ArrowStreamWriter implements RecordBatchOutput {
    StreamOutput(VectorSchemaRoot root, WritableByteChannel channel) {
      super(root, null, channel);
    }

    @Override
    public void write(ArrowRecordBatch batch) throws IOException {
      writeRecordBatch(batch);
    }
  }
}
