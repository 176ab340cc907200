package org.esscher.runtime.internal.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Converts values of a configuration tree to the types of record components. A conversion that
 * fails is noted as a problem and gives null.
 */
final class ValueConverter {
  private final ComponentLookup lookup;
  private final RecordBinder binder;

  ValueConverter(ComponentLookup lookup, RecordBinder binder) {
    this.lookup = lookup;
    this.binder = binder;
  }

  /**
   * Whether a configuration can give values of a type: scalars, enums, components (interfaces) and
   * records, and lists, sets and maps of these.
   */
  static boolean supports(Type type) {
    Class<?> raw = raw(type);
    if (raw == List.class || raw == Set.class || raw == Map.class) {
      return type instanceof ParameterizedType parameterized
          && (raw != Map.class || raw(parameterized.getActualTypeArguments()[0]) == String.class)
          && supports(last(type));
    }
    return Scalars.serves(raw) || raw.isRecord() || isComponent(raw);
  }

  /** Whether values of a type hold no component: scalars, enums, and lists, sets, maps of these. */
  static boolean isPlain(Type type) {
    Class<?> raw = raw(type);
    return Scalars.serves(raw)
        || ((raw == List.class || raw == Set.class || raw == Map.class) && isPlain(last(type)));
  }

  static boolean isComponent(Class<?> type) {
    return type.isInterface() && !type.getName().startsWith("java.");
  }

  /**
   * Converts a value.
   *
   * @param given the value
   * @param standard the field's default, to which a component without {@code id} adds fields
   * @param type the wanted type
   * @param path of the field
   * @param problems takes what is wrong
   * @return the value, or null when it was refused
   */
  @Nullable Object convert(
      Object given, @Nullable Object standard, Type type, String path, Problems problems) {
    Class<?> raw = raw(type);
    if (Scalars.serves(raw)) {
      return Scalars.convert(given, raw, path, problems);
    } else if (raw == List.class) {
      return list(given, last(type), path, problems);
    } else if (raw == Set.class) {
      return set(list(given, last(type), path, problems));
    } else if (raw == Map.class) {
      return map(given, last(type), path, problems);
    } else if (raw.isInstance(given)) {
      return given;
    } else if (given instanceof Record record && FixedModel.fits(raw, given.getClass())) {
      return FixedModel.of(raw, record);
    } else if (isComponent(raw)) {
      return child(given, standard, raw, path, problems);
    } else if (raw.isRecord()) {
      Map<String, Object> fields = fields(given, path, problems);
      return fields == null
          ? null
          : binder.bind(raw.asSubclass(Record.class), fields, path, problems);
    }
    throw EsscherException.plugin("%s: fields of type %s can't be configured", path, type);
  }

  /** Elements that were refused are null, so that the others keep their places in messages. */
  private List<@Nullable Object> list(Object given, Type element, String path, Problems problems) {
    Collection<?> items = given instanceof Collection<?> many ? many : List.of(given);
    List<@Nullable Object> converted = new ArrayList<>();
    int index = 0;
    for (Object item : items) {
      converted.add(item(item, element, path + "[" + index++ + "]", problems));
    }
    return Collections.unmodifiableList(converted);
  }

  /** In an order of their own, so that a run never depends on how a set was written. */
  private static Set<@Nullable Object> set(List<@Nullable Object> items) {
    List<@Nullable Object> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparing(String::valueOf));
    return Collections.unmodifiableSet(new LinkedHashSet<>(sorted));
  }

  private @Nullable Map<String, @Nullable Object> map(
      Object given, Type element, String path, Problems problems) {
    Map<String, Object> fields = fields(given, path, problems);
    if (fields == null) {
      return null;
    }
    Map<String, @Nullable Object> converted = new TreeMap<>();
    fields.forEach(
        (key, item) -> converted.put(key, item(item, element, path + "." + key, problems)));
    return Collections.unmodifiableMap(converted);
  }

  private @Nullable Object item(
      @Nullable Object item, Type element, String path, Problems problems) {
    if (item == null) {
      problems.add(path, "has no value");
      return null;
    }
    return convert(item, null, element, path, problems);
  }

  private @Nullable Object child(
      Object given, @Nullable Object standard, Class<?> wanted, String path, Problems problems) {
    Map<String, Object> fields;
    if (given instanceof Map<?, ?> map) {
      fields = ConfigTree.fields(map);
      if (!fields.containsKey("id") && standard != null) {
        fields = ConfigTree.overlay(component(standard), fields);
      }
    } else if (given instanceof String) {
      fields = component(given);
    } else {
      return Scalars.refused(path, "an id or {id: …, field: value}", given, problems);
    }
    Object id = fields.get("id");
    if (id == null) {
      return Scalars.refused(path, "an id or {id: …, field: value}", given, problems);
    }
    try {
      Class<? extends Record> type = lookup.find(wanted, id.toString());
      Record record = binder.bind(type, fields, path, problems);
      return record == null || wanted.isInstance(record) ? record : FixedModel.of(wanted, record);
    } catch (EsscherException e) {
      if (e.code() != ErrorCode.USER) {
        throw e;
      }
      problems.add(path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Map<String, Object> component(Object idOrFields) {
    return idOrFields instanceof Map<?, ?> map
        ? ConfigTree.fields(map)
        : Map.of("id", idOrFields.toString());
  }

  private static @Nullable Map<String, Object> fields(
      Object given, String path, Problems problems) {
    if (given instanceof Map<?, ?> map) {
      return ConfigTree.fields(map);
    }
    Scalars.refused(path, "a group of fields", given, problems);
    return null;
  }

  static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    } else if (type instanceof WildcardType wildcard) {
      return raw(wildcard.getUpperBounds()[0]);
    }
    return type instanceof Class<?> plain ? plain : Object.class;
  }

  static Type last(Type type) {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return arguments[arguments.length - 1];
  }
}
