package org.esscher.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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
    return finiteOrText(value);
  }

  /** What is known to be a number: JSON has no infinities. */
  static Object finiteOrText(double value) {
    return Double.isInfinite(value) ? (Object) Double.toString(value) : (Object) value;
  }

  /** A number, or null where there is none. */
  static @Nullable Object optional(double value) {
    return Double.isNaN(value) ? null : number(value, "");
  }

  static Map<String, Object> map() {
    return new LinkedHashMap<>();
  }
}
