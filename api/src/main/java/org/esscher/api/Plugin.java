package org.esscher.api;

import java.util.List;

/**
 * The one entry point of a plugin jar, found by {@link java.util.ServiceLoader} in the plugin's own
 * class loader.
 *
 * <p>A plugin is stateless. Naming components must not start anything: classes are named here, and
 * nothing is instantiated before a component's id is asked for.
 *
 * <p>For example:
 *
 * <pre>{@code
 * public final class SpellingPlugin implements Plugin {
 *   public SpellingPlugin() {}
 *
 *   @Override
 *   public String apiVersion() {
 *     return API_VERSION;
 *   }
 *
 *   @Override
 *   public List<Class<? extends Record>> components() {
 *     return List.of(SoundsLike.class);
 *   }
 * }
 * }</pre>
 */
public interface Plugin {
  /**
   * The version of this SPI. A constant, so that a plugin's class file holds the version it was
   * compiled against.
   */
  String API_VERSION = "0.1";

  /**
   * The SPI version the plugin was compiled against. Implement it as {@code return API_VERSION;}:
   * the compiler copies the constant. A host loads plugins of its own major version whose minor
   * version is not newer than its own.
   *
   * @return {@code major.minor}
   */
  String apiVersion();

  /**
   * The components of this jar.
   *
   * @return records that bear {@link Component}
   */
  List<Class<? extends Record>> components();
}
