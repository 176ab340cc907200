package org.esscher.runtime.internal.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The resolved configuration of a component: every field with its value, children as {@code {id: …,
 * …}}. {@link RecordBinder} makes an equal component from it.
 */
public final class RecordTree {
  private static final JsonMapper JSON = new JsonMapper();

  private RecordTree() {}

  /**
   * A record's fields.
   *
   * @param record a component
   * @return {@code id} and the fields, in order; infinities as text; maps and sets sorted
   */
  public static Map<String, @Nullable Object> of(Record record) {
    if (record instanceof FixedModel fixed) {
      return of(fixed.component());
    }
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    Component component = record.getClass().getAnnotation(Component.class);
    if (component != null) {
      tree.put("id", component.value());
    }
    for (RecordComponent field : record.getClass().getRecordComponents()) {
      tree.put(field.getName(), plain(read(record, field)));
    }
    return tree;
  }

  /**
   * The same as text, for another process.
   *
   * @param record a component
   * @return JSON
   */
  public static String json(Record record) {
    return JSON.writeValueAsString(of(record));
  }

  /**
   * Reads a configuration.
   *
   * @param json of {@link #json}
   * @return {@code id} and the fields that have values
   */
  public static Map<String, Object> ofJson(String json) {
    Map<String, Object> fields = fields(JSON.readTree(json));
    fields.values().removeIf(Objects::isNull);
    return fields;
  }

  /**
   * A configuration as it stands in JSON.
   *
   * @param tree an object
   * @return its fields, nulls included
   */
  public static Map<String, Object> fields(JsonNode tree) {
    Map<String, Object> fields = new LinkedHashMap<>();
    tree.properties()
        .forEach(
            entry -> fields.put(entry.getKey(), JSON.treeToValue(entry.getValue(), Object.class)));
    return fields;
  }

  private static @Nullable Object read(Record record, RecordComponent field) {
    try {
      field.getAccessor().setAccessible(true);
      return field.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new EsscherException(
          ErrorCode.PLUGIN,
          record.getClass().getName() + "." + field.getName() + " can't be read",
          e);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Record record) {
      return of(record);
    } else if (value instanceof Enum<?> constant) {
      return Scalars.word(constant);
    } else if (value instanceof List<?> list) {
      return list.stream().map(RecordTree::plain).toList();
    } else if (value instanceof Set<?> set) {
      return set.stream()
          .map(RecordTree::plain)
          .sorted(Comparator.comparing(String::valueOf))
          .toList();
    } else if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> tree = new TreeMap<>();
      map.forEach((key, item) -> tree.put(String.valueOf(key), plain(item)));
      return tree;
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isInfinite(number) ? Double.toString(number) : value;
    }
    return value;
  }
}
