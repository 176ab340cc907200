package org.esscher.runtime.internal.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.Nearest;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record from a configuration tree: defaults, conversion, constraints. Everything that is
 * wrong, at any depth, is told at once. Thread-safe.
 */
public final class RecordBinder {
  /** Deeper than any configuration: only a component that is its own default gets there. */
  private static final int MAX_DEPTH = 50;

  private final ValueConverter converter;
  private final Constraints constraints = new Constraints();

  /**
   * A binder.
   *
   * @param lookup finds children by id
   */
  public RecordBinder(ComponentLookup lookup) {
    this.converter = new ValueConverter(lookup, this);
  }

  /**
   * Makes a record.
   *
   * @param type its class
   * @param config its fields; an {@code id} must be the record's own
   * @return the record
   * @throws EsscherException (USER) telling everything that is wrong; (PLUGIN) when the record
   *     can't be made
   */
  public Record bind(Class<? extends Record> type, Map<String, ?> config) {
    Problems problems = new Problems();
    Record record = bind(type, config, "", problems);
    problems.raise(name(type));
    return Objects.requireNonNull(record);
  }

  /**
   * Looks at a configuration of which some fields are still to come. What the record itself thinks
   * of its fields is not asked.
   *
   * @param type the record's class
   * @param config its fields so far
   * @param later fields that come later
   * @throws EsscherException (USER) telling everything that is wrong
   */
  public void check(Class<? extends Record> type, Map<String, ?> config, Set<String> later) {
    Problems problems = new Problems();
    RecordComponent[] components = type.getRecordComponents();
    requireKnown(type, components, config, "", problems);
    for (RecordComponent component : components) {
      if (!later.contains(component.getName())) {
        value(type, component, config, "", problems);
      }
    }
    problems.raise(name(type));
  }

  /** Makes the record at a path, or notes what is wrong and returns null. */
  @Nullable Record bind(
      Class<? extends Record> type, Map<String, ?> config, String path, Problems problems) {
    if (path.chars().filter(character -> character == '.').count() >= MAX_DEPTH) {
      problems.add(path, "is nested more than " + MAX_DEPTH + " deep");
      return null;
    }
    int before = problems.count();
    RecordComponent[] components = type.getRecordComponents();
    requireKnown(type, components, config, path, problems);
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(type, components[i], config, path, problems);
    }
    return problems.count() > before ? null : construct(type, components, values, path, problems);
  }

  /** The value of a field, or null where it has none or something is wrong with it. */
  private @Nullable Object value(
      Class<? extends Record> type,
      RecordComponent component,
      Map<String, ?> config,
      String path,
      Problems problems) {
    String name = component.getName();
    String at = path.isEmpty() ? name : path + "." + name;
    boolean defaulted = isPlainDefault(component, config);
    Problems noted = defaulted ? new Problems() : problems;
    Object value = value(component, config, at, noted);
    if (value != null) {
      constraints.check(type, name, value, at, noted);
    }
    if (defaulted && noted.count() > 0) {
      throw EsscherException.plugin(
          "a default of %s can't be used, which is the plugin's fault; give the field a value: %s",
          type.getName(), noted.text());
    }
    return value;
  }

  /**
   * Whether a field takes its default, and that is all the plugin's: where it names a component,
   * which may be missing here, it isn't.
   */
  private static boolean isPlainDefault(RecordComponent component, Map<String, ?> config) {
    return !config.containsKey(component.getName())
        && component.isAnnotationPresent(Default.class)
        && ValueConverter.isPlain(component.getGenericType());
  }

  private static void requireKnown(
      Class<? extends Record> type,
      RecordComponent[] components,
      Map<String, ?> config,
      String path,
      Problems problems) {
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    Component component = type.getAnnotation(Component.class);
    for (Map.Entry<String, ?> entry : config.entrySet()) {
      String key = entry.getKey();
      boolean ownId =
          component != null && key.equals("id") && component.value().equals(entry.getValue());
      if (!names.contains(key) && !ownId) {
        problems.add(path, "unknown key '" + key + "'" + Nearest.hint(key, names));
      }
    }
  }

  private @Nullable Object value(
      RecordComponent component, Map<String, ?> config, String path, Problems problems) {
    String name = component.getName();
    boolean plain = ValueConverter.isPlain(component.getGenericType());
    Object standard = plain && config.containsKey(name) ? null : standard(component, path);
    Object given = config.containsKey(name) ? config.get(name) : standard;
    if (given != null) {
      return converter.convert(given, standard, component.getGenericType(), path, problems);
    }
    if (!nullable(component)) {
      problems.add(path, config.containsKey(name) ? "has no value" : "is required");
    }
    return null;
  }

  private static @Nullable Object standard(RecordComponent component, String path) {
    Default annotation = component.getAnnotation(Default.class);
    try {
      return annotation == null
          ? null
          : ConfigTree.parseValue(annotation.value(), "the default of " + path);
    } catch (EsscherException e) {
      throw new EsscherException(
          ErrorCode.PLUGIN,
          component.getDeclaringRecord().getName()
              + ": "
              + e.getMessage()
              + ", which is the plugin's fault",
          e);
    }
  }

  static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Record construct(
      Class<? extends Record> type,
      RecordComponent[] components,
      @Nullable Object[] values,
      String path,
      Problems problems) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof EsscherException refused && refused.code() == ErrorCode.USER) {
        problems.add(path, String.valueOf(refused.getMessage()));
        return null;
      }
      throw new EsscherException(
          ErrorCode.PLUGIN, "the constructor of " + type.getName() + " failed: " + cause, cause);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new EsscherException(
          ErrorCode.PLUGIN, type.getName() + " can't be made by reflection: " + e, e);
    }
  }

  private static String name(Class<?> type) {
    Component component = type.getAnnotation(Component.class);
    return component == null ? type.getSimpleName() : "'" + component.value() + "'";
  }
}
