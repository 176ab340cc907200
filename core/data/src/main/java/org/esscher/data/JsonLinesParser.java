package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Parses JSON lines: one object a line, blank lines skipped. */
final class JsonLinesParser implements RowParser {
  private final LineReader lines;
  private final Position position;
  private final JsonValues values;
  private final JsonObjects objects;

  JsonLinesParser(InputStream in, Position position) {
    this.lines = new LineReader(in, position);
    this.position = position;
    this.values = new JsonValues(position);
    this.objects = new JsonObjects(position, values);
  }

  @Override
  public boolean next(RowBuffer into) throws IOException {
    do {
      if (!lines.next()) {
        return false;
      }
    } while (lines.isBlank());
    try (JsonParser parser = values.parser(lines.buffer(), lines.offset(), lines.length())) {
      @Nullable JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw position.refuseLine(
            "found %s where a JSON object was expected; JSON lines hold one object per line: %s",
            describe(first), text());
      }
      readObject(parser, "", into);
      if (parser.nextToken() != null) {
        throw position.refuseLine(
            "more follows after the JSON object; put each object on a line of its own");
      }
    } catch (JacksonException e) {
      throw new EsscherException(
          ErrorCode.DATA,
          String.format(
              Locale.ROOT,
              "%s, line %d: it is not JSON (%s): %s; correct the line, which must be a whole object",
              position.file(),
              position.line(),
              reason(e),
              text()),
          e);
    }
    into.endRow();
    return true;
  }

  /** What is wrong, without where the parser's buffer has it. */
  private static String reason(JacksonException e) {
    String message = e.getOriginalMessage();
    int place = message.indexOf(" (start marker at ");
    return place < 0 ? message : message.substring(0, place);
  }

  private void readObject(JsonParser parser, String path, RowBuffer into) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      String column = path.isEmpty() ? name : path + name;
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        into.enterObject(column);
        readObject(parser, column + ".", into);
      } else if (token == JsonToken.START_ARRAY) {
        readList(parser, column, into);
      } else if (token != JsonToken.VALUE_NULL || !into.isObject(column)) {
        values.append(parser, token, into.column(column));
      }
    }
  }

  /** Reads a list of values or of objects; without any, it is what those seen before are. */
  private void readList(JsonParser parser, String column, RowBuffer into) {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_OBJECT) {
      into.enterObject(column);
      objects.append(parser, column, into);
    } else if (first != JsonToken.END_ARRAY || !into.isObject(column)) {
      values.appendList(parser, into.column(column));
    }
  }

  private static String describe(@Nullable JsonToken token) {
    if (token == null) {
      // With zeros in it a line is taken for UTF-16 or UTF-32, in which it may be a blank one.
      return "nothing";
    }
    return switch (token) {
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      default -> "'" + token.asString() + "'";
    };
  }

  private String text() {
    return Position.shown(
        new String(
            lines.buffer(), lines.offset(), Math.min(lines.length(), 200), StandardCharsets.UTF_8));
  }

  @Override
  public long consumed() {
    return lines.consumed();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
