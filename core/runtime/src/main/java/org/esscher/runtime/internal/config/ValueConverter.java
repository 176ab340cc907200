package org.esscher.runtime.internal.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Kind;
import org.esscher.runtime.internal.load.Components;

/** Converts values of a configuration tree to the types of record components. */
final class ValueConverter {
  private final Components components;
  private final RecordBinder binder;

  ValueConverter(Components components, RecordBinder binder) {
    this.components = components;
    this.binder = binder;
  }

  Object convert(Object given, Class<?> type, Type generic, String path) {
    if (type == String.class) {
      return scalar(given, "text", path).toString();
    } else if (type == double.class || type == Double.class) {
      return number(given, path);
    } else if (type == int.class || type == Integer.class) {
      return Math.toIntExact(whole(given, path, Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if (type == long.class || type == Long.class) {
      return whole(given, path, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == boolean.class || type == Boolean.class) {
      return truth(given, path);
    } else if (type.isEnum()) {
      return constant(given, type, path);
    } else if (List.class.isAssignableFrom(type) || type == Collection.class) {
      return list(given, generic, path);
    } else if (Set.class.isAssignableFrom(type)) {
      return new LinkedHashSet<>(list(given, generic, path));
    } else if (Map.class.isAssignableFrom(type)) {
      return map(given, generic, path);
    } else if (!Kind.serving(type).isEmpty()) {
      return child(given, type, path);
    } else if (type.isRecord()) {
      return binder.bind(type.asSubclass(Record.class), tree(given, path), path);
    }
    throw EsscherException.plugin(
        "%s: fields of type %s can't be configured", path, type.getName());
  }

  private static Object scalar(Object given, String wanted, String path) {
    if (given instanceof Map || given instanceof Collection) {
      throw refused(path, wanted, given);
    }
    return given;
  }

  private static EsscherException refused(String path, String wanted, Object given) {
    return EsscherException.user("%s: %s is wanted, got '%s'", path, wanted, given);
  }

  private static double number(Object given, String path) {
    String text = scalar(given, "a number", path).toString().trim();
    String lower = text.toLowerCase(Locale.ROOT);
    if (given instanceof Boolean || lower.equals("nan") || lower.equals(".nan")) {
      throw refused(path, "a number", given);
    }
    if (lower.matches("[+-]?\\.?inf(inity)?")) {
      return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refused(path, "a number", given);
    }
  }

  private static long whole(Object given, String path, long low, long high) {
    try {
      long value =
          new java.math.BigDecimal(scalar(given, "a whole number", path).toString().trim())
              .longValueExact();
      if (value < low || value > high) {
        throw refused(path, "a whole number within [" + low + ", " + high + "]", given);
      }
      return value;
    } catch (ArithmeticException | NumberFormatException e) {
      throw refused(path, "a whole number", given);
    }
  }

  private static boolean truth(Object given, String path) {
    String text = given.toString();
    if (!text.equals("true") && !text.equals("false")) {
      throw refused(path, "true or false", given);
    }
    return text.equals("true");
  }

  private static Object constant(Object given, Class<?> type, String path) {
    String wanted = given.toString().replace('-', '_');
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = ((Enum<?>) constant).name();
      if (name.equalsIgnoreCase(wanted)) {
        return constant;
      }
      names.add(name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    throw EsscherException.user("%s: '%s' is not among %s", path, given, String.join(", ", names));
  }

  private List<Object> list(Object given, Type generic, String path) {
    Type element = ((ParameterizedType) generic).getActualTypeArguments()[0];
    Collection<?> items = given instanceof Collection<?> many ? many : List.of(given);
    List<Object> converted = new ArrayList<>();
    int index = 0;
    for (Object item : items) {
      String at = path + "[" + index++ + "]";
      if (item == null) {
        throw EsscherException.user("%s: has no value", at);
      }
      converted.add(convert(item, raw(element), element, at));
    }
    return List.copyOf(converted);
  }

  private Map<String, Object> map(Object given, Type generic, String path) {
    Type value = ((ParameterizedType) generic).getActualTypeArguments()[1];
    Map<String, Object> converted = new LinkedHashMap<>();
    tree(given, path)
        .forEach(
            (key, item) -> converted.put(key, convert(item, raw(value), value, path + "." + key)));
    return converted;
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType parameterized
        ? (Class<?>) parameterized.getRawType()
        : (Class<?>) type;
  }

  private Object child(Object given, Class<?> type, String path) {
    if (type.isInstance(given)) {
      return given;
    }
    if (given instanceof Map) {
      Map<String, Object> fields = new LinkedHashMap<>(tree(given, path));
      Object id = fields.remove("id");
      if (id == null) {
        throw EsscherException.user(
            "%s: a component is given as its id, or as {id: …, field: value}; got %s", path, given);
      }
      return components.create(type, id.toString(), fields, path);
    }
    return components.create(type, scalar(given, "an id", path).toString(), Map.of(), path);
  }

  private static Map<String, Object> tree(Object given, String path) {
    if (!(given instanceof Map<?, ?> map)) {
      throw refused(path, "a group of fields", given);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return fields;
  }
}
