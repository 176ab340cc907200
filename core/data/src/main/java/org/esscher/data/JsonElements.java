package org.esscher.data;

import org.esscher.api.Column;
import tools.jackson.core.JsonGenerator;

/** Writes rows of columns as JSON values. */
final class JsonElements {
  private JsonElements() {}

  /** Writes a row: a value, a vector, a list of values or a list of vectors. */
  static void write(JsonGenerator json, Column column, ValueKind kind, int row) {
    if (!column.ragged()) {
      writeElement(json, column, kind, row);
      return;
    }
    json.writeStartArray();
    int end = column.start(row + 1);
    for (int element = column.start(row); element < end; element++) {
      writeElement(json, column, kind, element);
    }
    json.writeEndArray();
  }

  private static void writeElement(JsonGenerator json, Column column, ValueKind kind, int element) {
    if (column.isMissing(element)) {
      json.writeNull();
    } else if (kind == ValueKind.TEXT) {
      json.writeString(column.text(element));
    } else if (!ColumnType.isVector(column)) {
      writeNumber(json, column, kind, element);
    } else {
      json.writeStartArray();
      long first = (long) element * column.width();
      for (int component = 0; component < column.width(); component++) {
        writeComponent(json, kind, column.at(first + component));
      }
      json.writeEndArray();
    }
  }

  private static void writeNumber(JsonGenerator json, Column column, ValueKind kind, int element) {
    if (kind == ValueKind.INTEGER) {
      // The text is exact where float64 is not.
      json.writeNumber(column.text(element));
    } else {
      writeComponent(json, kind, column.at(element));
    }
  }

  private static void writeComponent(JsonGenerator json, ValueKind kind, double value) {
    if (Double.isNaN(value)) {
      json.writeNull();
    } else if (Double.isInfinite(value)) {
      json.writeString(value > 0 ? Symbol.INFINITY : Symbol.NEGATIVE_INFINITY);
    } else if (kind == ValueKind.BOOLEAN) {
      json.writeBoolean(value == 1);
    } else if (kind == ValueKind.INTEGER) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
