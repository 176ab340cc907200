package org.esscher.runtime.internal.load;

import java.io.IOException;
import java.nio.file.Path;
import org.esscher.api.EsscherException;
import org.esscher.api.Plugin;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a plugin directory, and what is found in it. It is scanned in a thread of its own,
 * because a plugin's code may block. What it found is read only once that thread has ended; what a
 * thread finds that was given up is never read.
 */
final class PluginUnit {
  private final Path entry;
  private final PluginDirectory directory;
  private final Declarations declarations = new Declarations();
  private @Nullable PluginClassLoader loader;
  private boolean abandoned;

  PluginUnit(Path entry, PluginDirectory directory) {
    this.entry = entry;
    this.directory = directory;
  }

  /** The jar or directory, as failures name it. */
  String origin() {
    return entry.toString();
  }

  /** Opens the entry and takes in what its plugins declare; what is wrong is noted as a failure. */
  void scan() {
    try {
      PluginClassLoader opened = directory.open(entry);
      keep(opened);
      for (String provider : opened.providers()) {
        declarations.attempt(
            origin(), provider, () -> declarations.add(make(provider, opened), origin()));
      }
    } catch (IOException | RuntimeException e) {
      declarations.fail(origin(), Declarations.explain(e));
    }
  }

  /**
   * Makes a provider as {@link java.util.ServiceLoader} does, which would open each jar once more
   * and look into the host's too.
   */
  private static Plugin make(String provider, ClassLoader opened)
      throws ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName(provider, false, opened);
    } catch (ClassNotFoundException e) {
      throw EsscherException.plugin("is named in the service file and is not in the plugin's jars");
    }
    if (!Plugin.class.isAssignableFrom(type)) {
      throw EsscherException.plugin("is named as a plugin and does not implement Plugin");
    }
    try {
      return (Plugin) type.getConstructor().newInstance();
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw EsscherException.plugin(
          "can't be made; a plugin is a public class, not abstract, with a public constructor"
              + " without parameters");
    }
  }

  private synchronized void keep(PluginClassLoader opened) throws IOException {
    loader = opened;
    if (abandoned) {
      opened.close();
    }
  }

  /** Gives up a scan that takes too long, and closes its jars now or when they have been opened. */
  synchronized void abandon() throws IOException {
    abandoned = true;
    if (loader != null) {
      loader.close();
    }
  }

  /** What was found, once the scan has ended. */
  Declarations declarations() {
    return declarations;
  }

  /** The loader of what was found, once the scan has ended; null where the entry was refused. */
  synchronized @Nullable PluginClassLoader loader() {
    return loader;
  }
}
