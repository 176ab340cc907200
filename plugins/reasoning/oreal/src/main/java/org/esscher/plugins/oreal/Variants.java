package org.esscher.plugins.oreal;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.api.Objective;

/** The losses that a run compares, and what they are called: by what differs from the main one. */
final class Variants {
  private Variants() {}

  /**
   * The losses by name, the main one last.
   *
   * @param main called {@code oreal}
   * @param others each different from the main one and from each other
   */
  static Map<String, Oreal> of(Objective main, List<Objective> others) {
    Oreal last = oreal(main);
    Map<String, Oreal> variants = new LinkedHashMap<>();
    for (Objective other : others) {
      Oreal variant = oreal(other);
      if (variant.equals(last) || variants.put(name(variant, last), variant) != null) {
        throw EsscherException.user("oreal: %s is compared twice; leave one out", variant);
      }
    }
    variants.put("oreal", last);
    return variants;
  }

  private static Oreal oreal(Objective objective) {
    if (objective instanceof Oreal oreal) {
      return oreal;
    }
    throw EsscherException.user("oreal compares losses of the id oreal, and one is %s", objective);
  }

  private static String name(Oreal variant, Oreal main) {
    List<String> differences = new ArrayList<>();
    for (RecordComponent field : Oreal.class.getRecordComponents()) {
      Object value = value(variant, field);
      if (!value.equals(value(main, field))) {
        String text = value.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        differences.add(field.getName() + "=" + text);
      }
    }
    return String.join(" ", differences);
  }

  private static Object value(Oreal variant, RecordComponent field) {
    try {
      return field.getAccessor().invoke(variant);
    } catch (ReflectiveOperationException e) {
      throw EsscherException.plugin("the field %s can't be read: %s", field.getName(), e);
    }
  }
}
