package org.esscher.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Parses CSV with a header: commas, double quotes, UTF-8, blank lines skipped. */
final class CsvParser implements RowParser {
  private final Position position;
  private final CsvRowHandler handler;
  private final CsvReader<Boolean> reader;
  private final CloseableIterator<Boolean> records;

  CsvParser(InputStream in, Position position, RowBuffer rows, ReadOptions options)
      throws IOException {
    this.position = position;
    this.handler = new CsvRowHandler(position, rows, options);
    InputStreamReader text =
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    this.reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .skipEmptyLines(true)
            .allowUnclosedQuote(false)
            .maxBufferSize(LineReader.LIMIT)
            .build(handler, text);
    this.records = reader.iterator();
    try {
      advance();
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public boolean next(RowBuffer into) throws IOException {
    return advance();
  }

  private boolean advance() throws IOException {
    try {
      if (!records.hasNext()) {
        return false;
      }
      records.next();
      return true;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      if (e.getCause() instanceof EsscherException refused) {
        throw refused;
      } else if (e.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new EsscherException(
          ErrorCode.DATA,
          String.format(
              Locale.ROOT,
              "%s, after line %d: it is not CSV (%s); check the quotes, a text of up to %d MiB stands between two of them",
              position.file(),
              position.line(),
              reason(e),
              LineReader.LIMIT >> 20),
          e);
    }
  }

  private static String reason(CsvParseException e) {
    Throwable cause = e.getCause();
    String message = cause == null ? e.getMessage() : cause.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  @Override
  public long consumed() {
    return handler.consumed();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
