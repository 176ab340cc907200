package org.esscher.runtime.internal.load;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * The class loader of one plugin: its own jars, the platform, and the few host packages that the
 * SPI is made of. All else of the host is invisible to it.
 */
final class PluginClassLoader extends URLClassLoader {
  /** Packages that plugins share with the host. */
  static final List<String> SHARED =
      List.of(
          "org.esscher.api.",
          "org.apache.arrow.",
          "org.slf4j.",
          "org.jspecify.",
          "org.apiguardian.",
          "jakarta.validation.");

  /** Further packages for plugins that say {@code Esscher-Neural: true} in their manifest. */
  static final List<String> NEURAL = List.of("org.esscher.neural.api.", "ai.djl.");

  static {
    registerAsParallelCapable();
  }

  private final List<String> providers;
  private final boolean neural;

  PluginClassLoader(
      String name, List<URL> jars, List<String> providers, ClassLoader host, boolean neural) {
    super("esscher-plugin:" + name, jars.toArray(URL[]::new), new SharedLoader(host, neural));
    this.providers = providers;
    this.neural = neural;
  }

  /** The names of the classes that the jars' service files name as plugins. */
  List<String> providers() {
    return providers;
  }

  /** Whether the neural packages are among what is shared. */
  boolean seesNeural() {
    return neural;
  }

  /** Shows the platform and the shared packages of the host, nothing else. */
  private static final class SharedLoader extends ClassLoader {
    private final ClassLoader host;
    private final boolean neural;

    static {
      registerAsParallelCapable();
    }

    SharedLoader(ClassLoader host, boolean neural) {
      super(ClassLoader.getPlatformClassLoader());
      this.host = host;
      this.neural = neural;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      boolean shared =
          SHARED.stream().anyMatch(name::startsWith)
              || (neural && NEURAL.stream().anyMatch(name::startsWith));
      if (!shared) {
        throw new ClassNotFoundException(name);
      }
      return host.loadClass(name);
    }
  }
}
