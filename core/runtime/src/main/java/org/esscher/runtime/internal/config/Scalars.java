package org.esscher.runtime.internal.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts single values. A conversion that fails is noted as a problem and gives null. */
final class Scalars {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern INFINITE = Pattern.compile("[+-]?\\.?inf(inity)?");
  private static final Map<Class<?>, Integer> BITS =
      Map.of(
          byte.class,
          8,
          Byte.class,
          8,
          short.class,
          16,
          Short.class,
          16,
          int.class,
          32,
          Integer.class,
          32,
          long.class,
          64,
          Long.class,
          64);

  private Scalars() {}

  /** Whether values of a type are converted here. */
  static boolean serves(Class<?> type) {
    return BITS.containsKey(type)
        || isReal(type)
        || type == boolean.class
        || type == Boolean.class
        || type == String.class
        || type.isEnum();
  }

  /** The value as that type. */
  static @Nullable Object convert(Object given, Class<?> type, String path, Problems problems) {
    if (given instanceof Map || given instanceof Iterable) {
      return refused(path, type == String.class ? "a text" : "a single value", given, problems);
    } else if (type == String.class) {
      return given.toString();
    } else if (type.isEnum()) {
      return constant(given, type, path, problems);
    } else if (isReal(type)) {
      return real(given, type, path, problems);
    }
    Integer bits = BITS.get(type);
    return bits == null ? truth(given, path, problems) : whole(given, bits, path, problems);
  }

  private static boolean isReal(Class<?> type) {
    return type == double.class
        || type == Double.class
        || type == float.class
        || type == Float.class;
  }

  private static @Nullable Object real(
      Object given, Class<?> type, String path, Problems problems) {
    String text = given.toString().trim().toLowerCase(Locale.ROOT);
    boolean infinite = INFINITE.matcher(text).matches();
    if (!infinite && !DECIMAL.matcher(text).matches()) {
      return refused(path, "a number", given, problems);
    }
    double value =
        !infinite
            ? Double.parseDouble(text)
            : text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    boolean single = type == float.class || type == Float.class;
    if (!infinite && Double.isInfinite(single ? (float) value : value)) {
      return refused(path, "a number that fits " + (single ? 32 : 64) + " bits", given, problems);
    }
    return single ? (Object) (float) value : (Object) value;
  }

  private static @Nullable Object whole(Object given, int bits, String path, Problems problems) {
    try {
      long value = new BigDecimal(given.toString().trim()).longValueExact();
      int unused = 64 - bits;
      if (value << unused >> unused == value) {
        return switch (bits) {
          case 8 -> (Object) (byte) value;
          case 16 -> (short) value;
          case 32 -> (int) value;
          default -> value;
        };
      }
      return refused(path, "a whole number of " + bits + " bits", given, problems);
    } catch (ArithmeticException | NumberFormatException e) {
      return refused(path, "a whole number of " + bits + " bits", given, problems);
    }
  }

  private static @Nullable Object truth(Object given, String path, Problems problems) {
    String text = given.toString();
    if (!text.equals("true") && !text.equals("false")) {
      return refused(path, "true or false", given, problems);
    }
    return text.equals("true");
  }

  private static @Nullable Object constant(
      Object given, Class<?> type, String path, Problems problems) {
    String wanted = given.toString().replace('-', '_');
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equalsIgnoreCase(wanted)) {
        return constant;
      }
      names.add(word((Enum<?>) constant));
    }
    problems.add(path, "'" + given + "' is not among " + String.join(", ", names));
    return null;
  }

  /** A constant as configurations write it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Notes that a value is of the wrong sort. */
  static @Nullable Object refused(String path, String wanted, Object given, Problems problems) {
    problems.add(path, wanted + " is needed, got '" + given + "'");
    return null;
  }
}
