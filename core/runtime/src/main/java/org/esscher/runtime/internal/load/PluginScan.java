package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import org.esscher.api.Component;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.esscher.runtime.Kind;
import org.esscher.runtime.PluginFailure;
import org.jspecify.annotations.Nullable;

/**
 * Looks for plugins and notes what they declare. A broken one is noted as a failure and never hides
 * another.
 */
public final class PluginScan implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  private final List<Found> found = new ArrayList<>();
  private final List<PluginFailure> failures = new ArrayList<>();
  private final List<PluginClassLoader> loaders = new ArrayList<>();

  /** Nothing scanned yet. */
  public PluginScan() {}

  /**
   * A declared component.
   *
   * @param type its record class
   * @param id its id
   * @param origin where it comes from
   */
  public record Found(Class<? extends Record> type, String id, String origin) {}

  /**
   * Scans a class loader; what it holds is not isolated.
   *
   * @param loader the loader
   */
  public void classPath(ClassLoader loader) {
    scan(loader, "class path", false);
  }

  /**
   * Scans a plugin directory.
   *
   * @param directory holds jars and directories of jars
   * @param allowedDigests SHA-256 digests of jars that may be loaded, or null for any
   */
  public void directory(Path directory, @Nullable Set<String> allowedDigests) {
    PluginDirectory units = new PluginDirectory(allowedDigests);
    for (Path entry : PluginDirectory.entries(directory)) {
      try {
        PluginClassLoader loader = units.open(entry);
        loaders.add(loader);
        scan(loader, entry.toString(), true);
      } catch (IOException | EsscherException e) {
        failures.add(new PluginFailure(entry.toString(), message(e)));
      }
    }
  }

  /**
   * Takes in a plugin that the host brings itself.
   *
   * @param plugin the plugin
   */
  public void builtIn(Plugin plugin) {
    declare(plugin, "built in");
  }

  private void scan(ClassLoader loader, String origin, boolean isolated) {
    int before = found.size() + failures.size();
    Iterator<Plugin> plugins = ServiceLoader.load(Plugin.class, loader).iterator();
    while (true) {
      try {
        if (!plugins.hasNext()) {
          break;
        }
        Plugin plugin = plugins.next();
        if (!isolated || plugin.getClass().getClassLoader() == loader) {
          declare(plugin, origin);
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        failures.add(new PluginFailure(origin, message(e)));
      }
    }
    if (isolated && found.size() + failures.size() == before) {
      failures.add(
          new PluginFailure(
              origin, "no META-INF/services/org.esscher.api.Plugin names a plugin in it"));
    }
  }

  private void declare(Plugin plugin, String origin) {
    requireVersion(plugin);
    for (Class<? extends Record> type : plugin.components()) {
      Component component = type.getAnnotation(Component.class);
      if (component == null || Kind.of(type).isEmpty()) {
        failures.add(
            new PluginFailure(
                origin,
                type.getName()
                    + " is declared but lacks @Component or implements no interface of the SPI"));
      } else if (!ID.matcher(component.value()).matches()) {
        failures.add(
            new PluginFailure(
                origin,
                type.getName()
                    + " has the id '"
                    + component.value()
                    + "'; ids look like "
                    + ID.pattern()));
      } else {
        found.add(new Found(type, component.value(), origin));
      }
    }
  }

  private static void requireVersion(Plugin plugin) {
    String[] theirs = plugin.apiVersion().split("\\.", -1);
    String[] ours = Plugin.API_VERSION.split("\\.", -1);
    boolean fits;
    try {
      fits = theirs[0].equals(ours[0]) && Integer.parseInt(theirs[1]) <= Integer.parseInt(ours[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      fits = false;
    }
    if (!fits) {
      throw EsscherException.plugin(
          "%s was compiled against version %s of the SPI; this host has %s (same major, minor not newer)",
          plugin.getClass().getName(), plugin.apiVersion(), Plugin.API_VERSION);
    }
  }

  private static String message(Throwable e) {
    Throwable cause = e.getCause();
    String text = e instanceof EsscherException ? String.valueOf(e.getMessage()) : e.toString();
    return cause == null ? text : text + "; " + cause;
  }

  /**
   * What was declared.
   *
   * @return in the order of discovery
   */
  public List<Found> found() {
    return found;
  }

  /**
   * What could not be loaded.
   *
   * @return in the order of discovery
   */
  public List<PluginFailure> failures() {
    return failures;
  }

  /** Closes the plugins' class loaders. */
  @Override
  public void close() {
    for (PluginClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        failures.add(new PluginFailure(loader.getName(), message(e)));
      }
    }
    loaders.clear();
  }
}
