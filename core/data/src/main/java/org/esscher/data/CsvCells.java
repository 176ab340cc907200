package org.esscher.data;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.NumberInput;

/**
 * Appends the fields of CSV to columns. A field without characters is missing; in quotes it is an
 * empty text where the column holds text. Lists and vectors stand as JSON arrays.
 */
final class CsvCells {
  private final Position position;
  private final ReadOptions options;
  private final JsonValues json;
  private final NumberForm form = new NumberForm();

  CsvCells(Position position, ReadOptions options) {
    this.position = position;
    this.options = options;
    this.json = new JsonValues(position);
  }

  void append(char[] characters, int offset, int length, boolean quoted, ColumnBuffer column) {
    if (length == 0) {
      appendEmpty(quoted, column);
    } else if (isList(characters, offset, length, column)) {
      appendList(characters, offset, length, column);
    } else {
      appendScalar(characters, offset, length, column.scalarRow());
    }
  }

  private static void appendEmpty(boolean quoted, ColumnBuffer column) {
    boolean scalar = column.shape() == null || column.shape() == ColumnBuffer.Shape.SCALAR;
    if (quoted && scalar) {
      column.scalarRow().appendEmpty();
    } else {
      column.appendMissingRow();
    }
  }

  private boolean isList(char[] characters, int offset, int length, ColumnBuffer column) {
    if (column.shape() != null) {
      return column.shape() != ColumnBuffer.Shape.SCALAR;
    }
    if (options.declaresLists(column.name())) {
      return true;
    }
    return characters[offset] == '['
        && column.elements().kind() != ValueKind.TEXT
        && isArray(characters, offset, length);
  }

  /** Whether a text is a well-formed JSON array without objects. */
  private boolean isArray(char[] characters, int offset, int length) {
    try (JsonParser parser = json.parser(characters, offset, length)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT || (depth == 0 && token != JsonToken.START_ARRAY)) {
          return false;
        }
        depth += token == JsonToken.START_ARRAY ? 1 : token == JsonToken.END_ARRAY ? -1 : 0;
      }
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }

  private void appendList(char[] characters, int offset, int length, ColumnBuffer column) {
    try (JsonParser parser = json.parser(characters, offset, length)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        json.append(parser, first, column);
        if (parser.nextToken() == null) {
          return;
        }
      }
    } catch (JacksonException e) {
      throw notAList(characters, offset, length, column, e);
    }
    throw notAList(characters, offset, length, column, null);
  }

  private RuntimeException notAList(
      char[] characters,
      int offset,
      int length,
      ColumnBuffer column,
      @Nullable JacksonException cause) {
    String reason = cause == null ? "" : " (" + cause.getOriginalMessage() + ")";
    return position.refuse(
        column.name(),
        new String(characters, offset, length),
        "a list as a JSON array such as [1, 2] was expected%s; correct the value or declare the"
            + " column as text",
        reason);
  }

  private void appendScalar(char[] characters, int offset, int length, ElementBuffer elements) {
    if (elements.kind() == ValueKind.TEXT) {
      elements.appendText(characters, offset, length);
      return;
    }
    switch (form.of(characters, offset, length)) {
      case INTEGER -> appendInteger(characters, offset, length, elements);
      case DECIMAL ->
          elements.appendNumber(
              NumberInput.parseDouble(characters, offset, length, true),
              new String(characters, offset, length));
      case TRUE -> elements.appendBoolean(true);
      case FALSE -> elements.appendBoolean(false);
      case NAN -> elements.appendSymbol(Double.NaN, true);
      case INFINITY -> elements.appendSymbol(Double.POSITIVE_INFINITY, true);
      case NEGATIVE_INFINITY -> elements.appendSymbol(Double.NEGATIVE_INFINITY, true);
      case OTHER -> appendOther(characters, offset, length, elements);
    }
  }

  private static void appendInteger(
      char[] characters, int offset, int length, ElementBuffer elements) {
    // Up to 18 digits fit int64 whatever they are.
    if (length <= 18) {
      boolean negative = characters[offset] == '-';
      long value = 0;
      for (int i = negative || characters[offset] == '+' ? 1 : 0; i < length; i++) {
        value = 10 * value + (characters[offset + i] - '0');
      }
      elements.appendInteger(negative ? -value : value);
      return;
    }
    String written = new String(characters, offset, length);
    try {
      elements.appendInteger(Long.parseLong(written));
    } catch (NumberFormatException e) {
      elements.appendHuge(Double.parseDouble(written), written);
    }
  }

  private static void appendOther(
      char[] characters, int offset, int length, ElementBuffer elements) {
    double symbol = Symbol.of(characters, offset, length);
    if (symbol != 0) {
      elements.appendSymbol(symbol, false);
    } else {
      elements.appendText(characters, offset, length);
    }
  }
}
