package org.esscher.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.runtime.internal.run.StateCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results as JSON: infinities as text, no NaN. The one place of the commands that holds a mapper:
 * every command is made at each start, and a mapper costs more than the rest of it.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  static String pretty(Object tree) {
    return MAPPER.writeValueAsString(tree);
  }

  static JsonNode read(byte[] json) {
    return MAPPER.readTree(json);
  }

  static Object state(State state) {
    return StateCodec.encode(state, MAPPER);
  }

  /** A number that must be one. */
  static Object number(double value, String what) {
    if (Double.isNaN(value)) {
      throw EsscherException.data("%s is not a number", what);
    }
    return Double.isInfinite(value) ? (Object) Double.toString(value) : (Object) value;
  }

  /** A number, or null where there is none. */
  static @Nullable Object optional(double value) {
    return Double.isNaN(value) ? null : number(value, "");
  }

  /** A column: a value a row, a list a row where it is ragged or holds vectors. */
  static List<Object> column(Column column, String name) {
    List<Object> rows = new ArrayList<>();
    for (int row = 0; row < column.rows(); row++) {
      if (column.ragged()) {
        List<Object> list = new ArrayList<>();
        for (int element = column.start(row); element < column.start(row + 1); element++) {
          list.add(element(column, element, name));
        }
        rows.add(list);
      } else {
        rows.add(element(column, row, name));
      }
    }
    return rows;
  }

  private static Object element(Column column, int element, String name) {
    if (column.isText()) {
      return column.text(element);
    }
    if (column.width() == 1) {
      return number(column.at(element), name);
    }
    List<Object> vector = new ArrayList<>();
    for (int c = 0; c < column.width(); c++) {
      vector.add(number(column.at((long) element * column.width() + c), name));
    }
    return vector;
  }

  static Map<String, Object> map() {
    return new LinkedHashMap<>();
  }
}
