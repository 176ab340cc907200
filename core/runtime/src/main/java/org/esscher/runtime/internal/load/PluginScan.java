package org.esscher.runtime.internal.load;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.esscher.api.Plugin;
import org.esscher.runtime.PluginFailure;
import org.jspecify.annotations.Nullable;

/**
 * Looks for plugins and notes what they declare. A broken one is noted as a failure and never hides
 * another.
 */
public final class PluginScan implements AutoCloseable {
  /** Longer than any plugin needs to name its components, on the busiest machine. */
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final int SIDE_BY_SIDE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Declarations declarations = new Declarations();
  private final List<PluginClassLoader> loaders = new ArrayList<>();
  private final List<AllowedDigests> digests = new ArrayList<>();
  private final Duration deadline;

  /** Nothing scanned yet. */
  public PluginScan() {
    this(DEADLINE);
  }

  /**
   * Nothing scanned yet.
   *
   * @param deadline how long the plugins of one entry of a directory may take to name their
   *     components
   */
  PluginScan(Duration deadline) {
    this.deadline = deadline;
  }

  /**
   * Takes in a plugin that the host brings itself.
   *
   * @param plugin the plugin
   */
  public void builtIn(Plugin plugin) {
    declarations.add(plugin, "built in");
  }

  /**
   * Scans a class loader, on this thread; what it holds is not isolated.
   *
   * @param loader the loader, which stays the caller's
   */
  public void classPath(ClassLoader loader) {
    Iterator<Plugin> plugins = ServiceLoader.load(Plugin.class, loader).iterator();
    while (true) {
      try {
        if (!plugins.hasNext()) {
          return;
        }
        declarations.add(plugins.next(), "class path");
      } catch (ServiceConfigurationError | LinkageError e) {
        // The iterator has moved past the broken provider.
        declarations.fail("class path", Declarations.explain(e));
      }
    }
  }

  /**
   * Scans a plugin directory, its entries side by side in threads that have ended when this
   * returns, except those of plugins that block.
   *
   * @param directory holds jars and directories of jars
   * @param allowedDigests SHA-256 digests of jars that may be loaded, or null for any
   * @throws org.esscher.api.EsscherException (USER) when the directory can't be read, or this
   *     thread is interrupted
   */
  public void directory(Path directory, @Nullable Set<String> allowedDigests) {
    PluginDirectory opener = new PluginDirectory(digests(allowedDigests));
    Deque<UnitScan> running = new ArrayDeque<>();
    try {
      for (Path entry : PluginDirectory.entries(directory)) {
        if (running.size() == SIDE_BY_SIDE) {
          finishFirst(running);
        }
        running.add(UnitScan.start(new PluginUnit(entry, opener), deadline));
      }
      while (!running.isEmpty()) {
        finishFirst(running);
      }
    } finally {
      // Some are left only when this thread was interrupted or this Java is at its end.
      running.forEach(scan -> close(scan.unit().origin(), scan::abandon));
    }
  }

  private @Nullable AllowedDigests digests(@Nullable Set<String> allowed) {
    if (allowed == null) {
      return null;
    }
    AllowedDigests made = new AllowedDigests(allowed);
    digests.add(made);
    return made;
  }

  /** In the order of the entries, whichever ends first. */
  private void finishFirst(Deque<UnitScan> running) {
    UnitScan scan = running.element();
    PluginUnit unit = scan.unit();
    boolean ended = scan.await();
    running.remove();
    if (ended) {
      declarations.add(unit.declarations());
      PluginClassLoader loader = unit.loader();
      if (loader != null) {
        loaders.add(loader);
      }
    } else {
      declarations.fail(
          unit.origin(),
          "its plugins did not name their components within "
              + deadline.toSeconds()
              + " s and were given up; a plugin's constructor, apiVersion() and components() must"
              + " return at once: start nothing there, and wait for nothing");
      close(unit.origin(), scan::abandon);
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
    loaders.forEach(loader -> close(String.valueOf(loader.getName()), loader));
    digests.forEach(copies -> close("the copies of the checked jars", copies));
    loaders.clear();
    digests.clear();
    declarations.declared().clear();
  }

  private void close(String origin, Closeable closed) {
    try {
      closed.close();
    } catch (IOException e) {
      declarations.fail(origin, Declarations.explain(e));
    }
  }
}
