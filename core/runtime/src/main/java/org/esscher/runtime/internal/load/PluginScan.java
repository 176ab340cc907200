package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.esscher.runtime.PluginFailure;
import org.jspecify.annotations.Nullable;

/**
 * Looks for plugins and notes what they declare. A broken one is noted as a failure and never hides
 * another.
 */
public final class PluginScan implements AutoCloseable {
  private final Declarations declarations = new Declarations();
  private final List<PluginClassLoader> loaders = new ArrayList<>();

  /** Nothing scanned yet. */
  public PluginScan() {}

  /**
   * Takes in a plugin that the host brings itself.
   *
   * @param plugin the plugin
   */
  public void builtIn(Plugin plugin) {
    declarations.add(plugin, "built in");
  }

  /**
   * Scans a class loader; what it holds is not isolated.
   *
   * @param loader the loader, which stays the caller's
   */
  public void classPath(ClassLoader loader) {
    scan(loader, "class path", false);
  }

  /**
   * Scans a plugin directory.
   *
   * @param directory holds jars and directories of jars
   * @param allowedDigests SHA-256 digests of jars that may be loaded, or null for any
   * @throws EsscherException (USER) when the directory can't be read
   */
  public void directory(Path directory, @Nullable Set<String> allowedDigests) {
    PluginDirectory units = new PluginDirectory(allowedDigests);
    for (Path entry : PluginDirectory.entries(directory)) {
      try {
        PluginClassLoader loader = units.open(entry);
        loaders.add(loader);
        scan(loader, entry.toString(), true);
      } catch (IOException | RuntimeException e) {
        declarations.fail(entry.toString(), Declarations.explain(e));
      }
    }
  }

  private void scan(ClassLoader loader, String origin, boolean isolated) {
    boolean empty = true;
    Iterator<Plugin> plugins = ServiceLoader.load(Plugin.class, loader).iterator();
    while (true) {
      try {
        if (!plugins.hasNext()) {
          break;
        }
        Plugin plugin = plugins.next();
        if (!isolated || plugin.getClass().getClassLoader() == loader) {
          empty = false;
          declarations.add(plugin, origin);
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        // The iterator has moved past the broken provider.
        empty = false;
        declarations.fail(origin, Declarations.explain(e));
      }
    }
    if (isolated && empty) {
      declarations.fail(origin, "no META-INF/services/Plugin in it names a plugin");
    }
  }

  /**
   * What was declared.
   *
   * @return in the order of discovery
   */
  public List<Declared> found() {
    return Collections.unmodifiableList(declarations.declared());
  }

  /**
   * What could not be loaded.
   *
   * @return in the order of discovery
   */
  public List<PluginFailure> failures() {
    return Collections.unmodifiableList(declarations.failures());
  }

  /** Closes the plugins' class loaders, and lets go of their classes. */
  @Override
  public void close() {
    for (PluginClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        declarations.fail(loader.getName(), Declarations.explain(e));
      }
    }
    loaders.clear();
    declarations.declared().clear();
  }
}
