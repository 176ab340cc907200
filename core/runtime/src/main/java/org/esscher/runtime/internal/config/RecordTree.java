package org.esscher.runtime.internal.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * The resolved configuration of a component: every field with its value, children as {@code {id: …,
 * …}}. {@link RecordBinder} makes an equal component from it.
 */
public final class RecordTree {
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
