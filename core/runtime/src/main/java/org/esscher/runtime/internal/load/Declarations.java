package org.esscher.runtime.internal.load;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.esscher.api.Component;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.esscher.runtime.Kind;
import org.esscher.runtime.PluginFailure;
import org.esscher.runtime.internal.config.FieldDescriptions;
import org.jspecify.annotations.Nullable;

/**
 * What plugins declare. Reads annotations and instantiates nothing; a declaration that is broken is
 * noted as a failure and never hides another.
 */
final class Declarations {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  private final List<Declared> declared = new ArrayList<>();
  private final List<PluginFailure> failures = new ArrayList<>();

  /** Something that runs a plugin's code. */
  interface PluginCode {
    void run() throws Exception;
  }

  /**
   * Runs a plugin's code. Whatever it throws is noted as a failure, unless this Java itself is at
   * its end.
   */
  void attempt(String origin, String subject, PluginCode code) {
    try {
      code.run();
    } catch (InvocationTargetException e) {
      fail(origin, subject, Objects.requireNonNullElse(e.getCause(), e));
    } catch (OutOfMemoryError | InternalError e) {
      throw e;
    } catch (Exception | Error e) {
      fail(origin, subject, e);
    }
  }

  /** Takes in all that a plugin declares. */
  void add(Plugin plugin, String origin) {
    attempt(
        origin,
        plugin.getClass().getName(),
        () -> {
          requireVersion(plugin);
          List<Class<? extends Record>> types = plugin.components();
          if (types == null) {
            throw EsscherException.plugin("components() is null; return a list, perhaps empty");
          }
          for (Class<?> type : types) {
            String subject = type == null ? "null" : type.getName();
            attempt(origin, subject, () -> add(read(type, origin)));
          }
        });
  }

  private void add(Declared component) {
    // Two class loaders that are asked may have found the same plugin.
    if (declared.stream().noneMatch(other -> other.type() == component.type())) {
      declared.add(component);
    }
  }

  /** Takes in what another scan found. */
  void add(Declarations other) {
    declared.addAll(other.declared);
    failures.addAll(other.failures);
  }

  private static Declared read(@Nullable Class<?> type, String origin) {
    if (type == null || !type.isRecord()) {
      throw EsscherException.plugin("is declared as a component and is not a record");
    }
    Component component = type.getAnnotation(Component.class);
    if (component == null) {
      throw EsscherException.plugin("is declared as a component and lacks @Component");
    }
    if (Kind.of(type).isEmpty()) {
      throw EsscherException.plugin("implements no interface of the SPI that makes a component");
    }
    if (!ID.matcher(component.value()).matches()) {
      throw EsscherException.plugin(
          "has the id '%s'; ids look like %s", component.value(), ID.pattern());
    }
    Class<? extends Record> record = type.asSubclass(Record.class);
    return new Declared(record, component.value(), origin, FieldDescriptions.of(record));
  }

  private static void requireVersion(Plugin plugin) {
    String theirs = String.valueOf(plugin.apiVersion());
    String[] parts = theirs.split("\\.", -1);
    String[] ours = Plugin.API_VERSION.split("\\.", -1);
    boolean fits =
        theirs.matches("\\d{1,6}\\.\\d{1,6}")
            && parts[0].equals(ours[0])
            && Integer.parseInt(parts[1]) <= Integer.parseInt(ours[1]);
    if (!fits) {
      throw EsscherException.plugin(
          "was compiled against version %s of the SPI, and this host has %s; it loads plugins of"
              + " the same major version whose minor version is not newer",
          theirs, Plugin.API_VERSION);
    }
  }

  private void fail(String origin, String subject, Throwable failure) {
    fail(origin, subject + ": " + explain(failure));
  }

  /** Notes a failure. */
  void fail(String origin, String message) {
    failures.add(new PluginFailure(origin, message));
  }

  /** A failure in words, with its cause. */
  static String explain(Throwable failure) {
    String text =
        failure instanceof EsscherException
            ? String.valueOf(failure.getMessage())
            : failure.toString();
    if (failure instanceof NoClassDefFoundError) {
      text +=
          "; a library that is not part of the SPI must lie in the plugin's own jar or directory";
    }
    Throwable cause = failure.getCause();
    return cause == null ? text : text + ": " + explain(cause);
  }

  /** What was declared, in the order of discovery. */
  List<Declared> declared() {
    return declared;
  }

  /** What could not be used, in the order of discovery. */
  List<PluginFailure> failures() {
    return failures;
  }
}
