package org.esscher.data;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** Writes one JSON object a row, each on a line, in UTF-8. */
final class JsonLinesWriter implements BatchWriter {
  private final OutputStream out;
  private final JsonGenerator json;

  JsonLinesWriter(OutputStream out) {
    this.out = out;
    this.json =
        JsonFactory.builder()
            .rootValueSeparator("")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build()
            .createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  @Override
  public void write(Batch batch) throws IOException {
    List<String> names = List.copyOf(batch.names());
    List<Column> columns = new ArrayList<>();
    List<ValueKind> kinds = new ArrayList<>();
    for (String name : names) {
      columns.add(batch.column(name));
      kinds.add(ColumnType.of(batch.column(name)).kind());
    }
    try {
      for (int row = 0; row < batch.rows(); row++) {
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
          json.writeName(names.get(i));
          JsonElements.write(json, columns.get(i), kinds.get(i), row);
        }
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void finish() throws IOException {
    try {
      json.close();
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new IOException(e);
    }
    out.flush();
  }
}
