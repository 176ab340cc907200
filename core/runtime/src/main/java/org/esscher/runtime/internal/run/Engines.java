package org.esscher.runtime.internal.run;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.esscher.api.EsscherException;
import org.esscher.data.Nearest;
import org.jspecify.annotations.Nullable;

/** Finds the engines that compute runs. */
public final class Engines {
  /** The engine of this process alone. */
  public static final String LOCAL = "local";

  /** The one that an artifact of its own brings. */
  private static final String SPARK = "spark";

  private Engines() {}

  /**
   * Refuses an engine that can't be opened, as far as that can be told without opening it.
   *
   * @param engine its name
   * @param options of the engine
   * @throws EsscherException (USER) as {@link #open}
   */
  public static void require(String engine, Map<String, String> options) {
    ClusterProvider provider = provider(engine, options);
    if (provider != null) {
      provider.require(options);
    }
  }

  /**
   * Opens an engine.
   *
   * @param engine its name
   * @param host what its processes load
   * @param options of the engine
   * @return the cluster; null for {@link #LOCAL}
   * @throws EsscherException (USER) when there is no such engine, or it is given options that it
   *     doesn't know
   */
  public static @Nullable Cluster open(
      String engine, HostDescription host, Map<String, String> options) {
    ClusterProvider provider = provider(engine, options);
    return provider == null ? null : provider.open(host, options);
  }

  /** Who opens an engine; null for {@link #LOCAL}. */
  private static @Nullable ClusterProvider provider(String engine, Map<String, String> options) {
    if (engine.equals(LOCAL)) {
      if (!options.isEmpty()) {
        throw EsscherException.user(
            "the engine 'local' has no options, but was given %s", new TreeSet<>(options.keySet()));
      }
      return null;
    }
    TreeSet<String> known = new TreeSet<>();
    known.add(LOCAL);
    for (ClusterProvider provider :
        ServiceLoader.load(ClusterProvider.class, Engines.class.getClassLoader())) {
      if (provider.engine().equals(engine)) {
        return provider;
      }
      known.add(provider.engine());
    }
    throw EsscherException.user(
        "there is no engine '%s' here, only %s%s",
        engine,
        known,
        engine.equals(SPARK)
            ? ": add the artifact org.esscher:esscher-spark"
            : Nearest.hint(engine, List.of(LOCAL, SPARK)));
  }
}
