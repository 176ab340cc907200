package org.esscher.runtime.internal.config;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Types of configuration fields, for people who don't write Java. */
final class TypeWords {
  private static final Map<Class<?>, String> SCALARS =
      Map.of(
          Integer.class, "int",
          Long.class, "long",
          Float.class, "float",
          Double.class, "double",
          Boolean.class, "boolean",
          String.class, "text");

  private TypeWords() {}

  /**
   * A type in words.
   *
   * @param type one that a configuration can give
   * @return such as {@code list of double}, {@code reward model}, {@code local|global}
   */
  static String of(Type type) {
    Class<?> raw = ValueConverter.raw(type);
    if (raw == List.class || raw == Set.class) {
      String name = raw == List.class ? "list" : "set";
      return name + " of " + of(ValueConverter.last(type));
    }
    if (raw == Map.class) {
      return "map from text to " + of(ValueConverter.last(type));
    }
    if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .map(constant -> Scalars.word((Enum<?>) constant))
          .collect(Collectors.joining("|"));
    }
    return ValueConverter.isComponent(raw)
        ? component(raw.getSimpleName())
        : SCALARS.getOrDefault(raw, simpleName(raw));
  }

  private static String simpleName(Class<?> type) {
    return type.getName().replaceFirst("^.*\\.", "").replace('$', '.');
  }

  /** {@code RewardModelProvider} makes a reward model; {@code FDivergence} is an f-divergence. */
  private static String component(String type) {
    return type.replaceFirst("Provider$", "")
        .replaceFirst("^([A-Z])(?=[A-Z])", "$1-")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
