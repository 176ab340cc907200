package org.esscher.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Appends lists of objects to columns: each field becomes a list with an element for each object,
 * missing where the object has none.
 */
final class JsonObjects {
  private final Position position;
  private final JsonValues values;

  /** The lists that were begun, and how many elements they have. */
  private final Map<ColumnBuffer, Integer> lengths = new LinkedHashMap<>();

  JsonObjects(Position position, JsonValues values) {
    this.position = position;
    this.values = values;
  }

  /** Appends one row, from the start of the list's first object. */
  void append(JsonParser parser, String name, RowBuffer into) {
    lengths.clear();
    int objects = 0;
    for (@Nullable JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        appendObject(parser, name + ".", objects, into);
      } else if (token != JsonToken.VALUE_NULL) {
        throw position.refuse(
            name, "a value", "an object was expected, as before in this list; correct the row");
      }
      objects++;
    }
    for (Map.Entry<ColumnBuffer, Integer> list : lengths.entrySet()) {
      fill(list.getKey(), list.getValue(), objects);
      list.getKey().endList();
    }
  }

  private void appendObject(JsonParser parser, String path, int before, RowBuffer into) {
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        appendObject(parser, path + name + ".", before, into);
        continue;
      }
      ColumnBuffer column = into.column(path + name);
      Integer length = lengths.get(column);
      if (length == null) {
        column.beginList();
        length = 0;
      }
      if (length > before) {
        throw position.refuseLine("'%s' is given twice; keep one of them", path + name);
      }
      fill(column, length, before);
      values.appendElement(parser, token, column);
      lengths.put(column, before + 1);
    }
  }

  private static void fill(ColumnBuffer column, int length, int wanted) {
    for (int i = length; i < wanted; i++) {
      column.appendMissingElement();
    }
  }
}
