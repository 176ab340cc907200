package org.esscher.runtime.internal.config;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.esscher.api.Default;
import org.esscher.runtime.ComponentInfo.Field;
import org.jspecify.annotations.Nullable;

/** Describes the fields of a component's record in words. */
public final class FieldDescriptions {
  private FieldDescriptions() {}

  /**
   * The fields of a record.
   *
   * @param type a record class
   * @return its components in order
   */
  public static List<Field> of(Class<? extends Record> type) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Default value = component.getAnnotation(Default.class);
      String text = value == null ? optional(component) : value.value();
      fields.add(
          new Field(component.getName(), typeName(component), text, constraints(type, component)));
    }
    return fields;
  }

  private static @Nullable String optional(RecordComponent component) {
    return RecordBinder.nullable(component) ? "" : null;
  }

  private static String typeName(RecordComponent component) {
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
          .collect(Collectors.joining("|"));
    }
    return component
        .getGenericType()
        .getTypeName()
        .replaceAll("[a-z][\\w]*\\.", "")
        .replace('$', '.');
  }

  private static String constraints(Class<? extends Record> type, RecordComponent component) {
    List<String> words = new ArrayList<>();
    for (Annotation annotation : annotations(type, component)) {
      String text = words(annotation);
      if (!text.isEmpty() && !words.contains(text)) {
        words.add(text);
      }
    }
    return String.join(", ", words);
  }

  private static Annotation[] annotations(Class<? extends Record> type, RecordComponent component) {
    try {
      return type.getDeclaredField(component.getName()).getAnnotations();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String words(Annotation annotation) {
    if (annotation instanceof Positive) {
      return "> 0";
    } else if (annotation instanceof PositiveOrZero) {
      return ">= 0";
    } else if (annotation instanceof Min min) {
      return ">= " + min.value();
    } else if (annotation instanceof Max max) {
      return "<= " + max.value();
    } else if (annotation instanceof DecimalMin min) {
      return (min.inclusive() ? ">= " : "> ") + min.value();
    } else if (annotation instanceof DecimalMax max) {
      return (max.inclusive() ? "<= " : "< ") + max.value();
    } else if (annotation instanceof NotEmpty || annotation instanceof NotBlank) {
      return "not empty";
    } else if (annotation instanceof Size size) {
      return "size " + size.min() + " to " + size.max();
    }
    return "";
  }
}
