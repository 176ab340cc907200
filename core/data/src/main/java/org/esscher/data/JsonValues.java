package org.esscher.data;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Appends JSON values to columns: numbers, booleans, texts, lists of them, lists of vectors. */
final class JsonValues {
  private static final int DEPTH = 64;

  private final Position position;
  private final JsonFactory factory =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(LineReader.LIMIT)
                  .maxNameLength(1 << 16)
                  .build())
          .build();

  JsonValues(Position position) {
    this.position = position;
  }

  JsonParser parser(byte[] bytes, int offset, int length) {
    return factory.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  JsonParser parser(char[] characters, int offset, int length) {
    return factory.createParser(ObjectReadContext.empty(), characters, offset, length);
  }

  /** Appends one row to a column, from the parser's current token. */
  void append(JsonParser parser, JsonToken token, ColumnBuffer column) {
    if (token == JsonToken.VALUE_NULL) {
      column.appendMissingRow();
    } else if (token == JsonToken.START_ARRAY) {
      parser.nextToken();
      appendList(parser, column);
    } else {
      appendScalar(parser, token, column.scalarRow(), column);
    }
  }

  /** Appends one row that is a list, from its first element or its end. */
  void appendList(JsonParser parser, ColumnBuffer column) {
    column.beginList();
    for (@Nullable JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      appendElement(parser, token, column);
    }
    column.endList();
  }

  /** Appends one element of a list, from the parser's current token. */
  void appendElement(JsonParser parser, @Nullable JsonToken token, ColumnBuffer column) {
    if (token == JsonToken.VALUE_NULL) {
      column.appendMissingElement();
    } else if (token == JsonToken.START_ARRAY) {
      appendVector(parser, column);
    } else {
      column.beforeScalar();
      appendScalar(parser, token, column.elements(), column);
    }
  }

  private void appendVector(JsonParser parser, ColumnBuffer column) {
    column.beginVector();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.VALUE_NULL) {
        column.elements().appendMissing();
      } else if (token == JsonToken.START_ARRAY) {
        throw position.refuse(
            column.name(),
            "a list of lists of lists",
            "lists may be nested at most two deep; flatten it");
      } else {
        appendScalar(parser, token, column.elements(), column);
      }
    }
    column.endVector();
  }

  private void appendScalar(
      JsonParser parser, @Nullable JsonToken token, ElementBuffer elements, ColumnBuffer column) {
    if (token == null) {
      throw position.refuseLine("the JSON value ends too early; correct the line");
    }
    switch (token) {
      case VALUE_TRUE, VALUE_FALSE -> elements.appendBoolean(token == JsonToken.VALUE_TRUE);
      case VALUE_NUMBER_INT -> appendInteger(parser, elements);
      case VALUE_NUMBER_FLOAT -> appendNumber(parser, elements);
      case VALUE_STRING -> appendString(parser, elements);
      default ->
          throw position.refuse(
              column.name(),
              "an object",
              "a value was expected, as before in this list; make the object's fields lists of their own");
    }
  }

  private static void appendInteger(JsonParser parser, ElementBuffer elements) {
    if (parser.getNumberType() == NumberType.BIG_INTEGER) {
      elements.appendHuge(parser.getDoubleValue(), parser.getString());
    } else {
      elements.appendInteger(parser.getLongValue());
    }
  }

  private static void appendNumber(JsonParser parser, ElementBuffer elements) {
    double value = parser.getDoubleValue();
    if (parser.isNaN() && isSymbol(parser)) {
      elements.appendSymbol(value, true);
    } else {
      elements.appendNumber(value, parser.getString());
    }
  }

  /** NaN and infinities by name, not numbers that overflow. */
  private static boolean isSymbol(JsonParser parser) {
    String written = parser.getString();
    return !Character.isDigit(written.charAt(written.length() - 1));
  }

  private static void appendString(JsonParser parser, ElementBuffer elements) {
    char[] characters = parser.getStringCharacters();
    int offset = parser.getStringOffset();
    int length = parser.getStringLength();
    if (elements.kind() != ValueKind.TEXT) {
      double symbol = Symbol.of(characters, offset, length);
      if (symbol != 0) {
        elements.appendSymbol(symbol, false);
        return;
      }
    }
    elements.appendText(characters, offset, length);
  }
}
