package org.esscher.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes CSV with a header, in UTF-8; missing values are empty, empty texts stand in quotes, lists
 * are JSON arrays.
 */
final class CsvBatchWriter implements BatchWriter {
  private final CsvWriter csv;
  private final JsonFactory json = new JsonFactory();
  private boolean started;

  CsvBatchWriter(OutputStream out) {
    this.csv =
        CsvWriter.builder()
            .quoteStrategy(QuoteStrategies.EMPTY)
            .lineDelimiter(LineDelimiter.LF)
            .build(out, StandardCharsets.UTF_8);
  }

  @Override
  public void write(Batch batch) throws IOException {
    try {
      if (!started) {
        csv.writeRecord(batch.names());
        started = true;
      }
      List<Column> columns = new ArrayList<>();
      List<ValueKind> kinds = new ArrayList<>();
      for (String name : batch.names()) {
        columns.add(batch.column(name));
        kinds.add(ColumnType.of(batch.column(name)).kind());
      }
      @Nullable String[] fields = new @Nullable String[columns.size()];
      for (int row = 0; row < batch.rows(); row++) {
        for (int i = 0; i < fields.length; i++) {
          fields[i] = field(columns.get(i), kinds.get(i), row);
        }
        // A line without characters would be taken for no row at all.
        if (fields.length == 1 && fields[0] == null) {
          fields[0] = "";
        }
        csv.writeRecord(fields);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private @Nullable String field(Column column, ValueKind kind, int row) {
    if (column.ragged() || ColumnType.isVector(column)) {
      if (!column.ragged() && column.isMissing(row)) {
        return null;
      }
      StringWriter text = new StringWriter();
      try (JsonGenerator array = json.createGenerator(ObjectWriteContext.empty(), text)) {
        JsonElements.write(array, column, kind, row);
      }
      return text.toString();
    }
    if (column.isMissing(row)) {
      return null;
    }
    return switch (kind) {
      case TEXT, INTEGER -> column.text(row);
      case BOOLEAN -> Boolean.toString(column.at(row) == 1);
      case NUMBER -> Double.isNaN(column.at(row)) ? null : Double.toString(column.at(row));
    };
  }

  @Override
  public void finish() throws IOException {
    csv.flush();
  }
}
