package org.esscher.runtime.internal.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.runtime.ComponentInfo.Field;
import org.jspecify.annotations.Nullable;

/** Describes the fields of a component's record: types, defaults and ranges in words. */
public final class FieldDescriptions {
  private FieldDescriptions() {}

  /**
   * The fields of a record.
   *
   * @param type a record class
   * @return its components in order
   * @throws EsscherException (PLUGIN) when no configuration can give a field's value
   */
  public static List<Field> of(Class<? extends Record> type) {
    List<Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      requireConfigurable(component);
      Default value = component.getAnnotation(Default.class);
      String text = value == null ? optional(component) : value.value();
      fields.add(
          new Field(
              component.getName(),
              TypeWords.of(component.getGenericType()),
              text,
              ConstraintWords.of(annotations(type, component)),
              ""));
    }
    return fields;
  }

  private static void requireConfigurable(RecordComponent component) {
    if (!ValueConverter.supports(component.getGenericType())) {
      throw EsscherException.plugin(
          "no configuration can give the field %s: its type %s is not a text, number, truth value,"
              + " enum, component or record, and no list, set or map of these by text",
          component.getName(), component.getGenericType().getTypeName());
    }
    if (component.getName().equals("id")) {
      throw EsscherException.plugin(
          "a field is called id, which names the component in a configuration");
    }
  }

  private static @Nullable String optional(RecordComponent component) {
    return RecordBinder.nullable(component) ? "" : null;
  }

  private static Annotation[] annotations(Class<? extends Record> type, RecordComponent component) {
    try {
      return type.getDeclaredField(component.getName()).getAnnotations();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }
}
