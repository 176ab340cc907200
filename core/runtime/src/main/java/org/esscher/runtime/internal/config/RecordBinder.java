package org.esscher.runtime.internal.config;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.load.Components;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/** Makes a record from a configuration tree: defaults, conversion, constraints. Thread-safe. */
public final class RecordBinder {
  private final ValueConverter converter;
  private volatile @Nullable Validator validator;

  /**
   * A binder.
   *
   * @param components makes children by id
   */
  public RecordBinder(Components components) {
    this.converter = new ValueConverter(components, this);
  }

  /**
   * Makes a record.
   *
   * @param type its class
   * @param config its fields
   * @param path dotted path of the record within a larger configuration, or empty
   * @return the record
   * @throws EsscherException (USER) telling everything that is wrong
   */
  public Record bind(Class<? extends Record> type, Map<String, ?> config, String path) {
    Problems problems = new Problems();
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String key : config.keySet()) {
      if (!names.contains(key)) {
        problems.add(path, "unknown key '" + key + "'" + Nearest.hint(key, names));
      }
    }
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i], config, at(path, names.get(i)), problems);
    }
    problems.raise(name(type));
    Record record = construct(type, components, values, problems);
    problems.raise(name(type));
    for (ConstraintViolation<Record> violation : validator().validate(record)) {
      problems.add(
          at(path, violation.getPropertyPath().toString()),
          violation.getMessage() + ", got " + violation.getInvalidValue());
    }
    problems.raise(name(type));
    return record;
  }

  private @Nullable Object value(
      RecordComponent component, Map<String, ?> config, String path, Problems problems) {
    Object given = config.get(component.getName());
    Default standard = component.getAnnotation(Default.class);
    if (given == null && config.containsKey(component.getName()) && !nullable(component)) {
      problems.add(path, "has no value");
      return null;
    }
    if (given == null) {
      if (standard == null) {
        if (!nullable(component)) {
          problems.add(path, "is required");
        }
        return null;
      }
      given = ConfigTree.parseValue(standard.value());
      if (given == null) {
        return null;
      }
    }
    Type type = component.getGenericType();
    try {
      return converter.convert(given, component.getType(), type, path);
    } catch (EsscherException e) {
      problems.add(e);
      return null;
    }
  }

  static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Record construct(
      Class<? extends Record> type,
      RecordComponent[] components,
      @Nullable Object[] values,
      Problems problems) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof EsscherException refused) {
        problems.add(refused);
        problems.raise(name(type));
      }
      throw new EsscherException(
          org.esscher.api.ErrorCode.PLUGIN,
          "the constructor of " + type.getName() + " failed: " + cause,
          cause);
    } catch (ReflectiveOperationException e) {
      throw new EsscherException(
          org.esscher.api.ErrorCode.PLUGIN,
          type.getName() + " can't be made; its record must be public",
          e);
    }
  }

  private Validator validator() {
    Validator made = validator;
    if (made == null) {
      // Made on first use: it takes longer to start than everything that a listing of components
      // needs.
      made =
          Validation.byDefaultProvider()
              .configure()
              .messageInterpolator(new ParameterMessageInterpolator())
              .buildValidatorFactory()
              .getValidator();
      validator = made;
    }
    return made;
  }

  private static String name(Class<?> type) {
    Component component = type.getAnnotation(Component.class);
    return component == null ? type.getSimpleName() : "'" + component.value() + "'";
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
