package org.esscher.runtime.internal.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML or JSON document of bounded size and depth into maps, lists and scalars. Repeated
 * keys and aliases are refused: a configuration means what it says in place.
 */
final class YamlTree {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 50;

  private final JsonParser parser;
  private final String where;

  private YamlTree(JsonParser parser, String where) {
    this.parser = parser;
    this.where = where;
  }

  /** Made on first use: listing components needs no parser. */
  private static final class Factories {
    static final StreamReadConstraints LIMITS =
        StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
    static final TokenStreamFactory YAML =
        YAMLFactory.builder().streamReadConstraints(LIMITS).build();
    static final TokenStreamFactory JSON =
        JsonFactory.builder().streamReadConstraints(LIMITS).build();
  }

  /**
   * Reads YAML.
   *
   * @param text at most 1 Mi characters
   * @param where names the text in errors
   * @return text, number, truth value, list or map; null for an empty document
   */
  static @Nullable Object yaml(String text, String where) {
    return read(Factories.YAML, "YAML", text, where);
  }

  /** Reads JSON, as {@link #yaml} reads YAML. */
  static @Nullable Object json(String text, String where) {
    return read(Factories.JSON, "JSON", text, where);
  }

  private static @Nullable Object read(
      TokenStreamFactory factory, String format, String text, String where) {
    if (text.length() > MAX_CHARACTERS) {
      throw EsscherException.user(
          "%s is longer than %d characters; that is not a configuration", where, MAX_CHARACTERS);
    }
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      YamlTree tree = new YamlTree(parser, where);
      JsonToken first = parser.nextToken();
      Object value = first == null ? null : tree.value(first);
      if (parser.nextToken() != null) {
        throw tree.refused("something follows the end of the configuration");
      }
      return value;
    } catch (JacksonException e) {
      throw new EsscherException(
          ErrorCode.USER,
          where + " is not " + format + ": " + line(e) + e.getOriginalMessage().strip(),
          e);
    }
  }

  /** Limits on the whole text are broken at no line in particular. */
  private static String line(JacksonException e) {
    return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
  }

  private @Nullable Object value(JsonToken token) {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw refused("the alias *" + parser.getString() + " is not allowed; write the value out");
    }
    return switch (token) {
      case START_OBJECT -> map();
      case START_ARRAY -> list();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> real();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getString();
    };
  }

  /** As text where it overflows: whether infinity is meant is for the reader of the text to say. */
  private Object real() {
    double value = parser.getDoubleValue();
    return Double.isInfinite(value) ? parser.getString() : (Object) value;
  }

  private Map<String, @Nullable Object> map() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      if (map.containsKey(key)) {
        throw refused("the key '" + key + "' is given twice");
      }
      map.put(key, value(parser.nextToken()));
    }
    return map;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(value(token));
    }
    return Collections.unmodifiableList(list);
  }

  private EsscherException refused(String problem) {
    return EsscherException.user(
        "%s: line %d: %s", where, parser.currentTokenLocation().getLineNr(), problem);
  }
}
