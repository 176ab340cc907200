package org.esscher.runtime.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import org.esscher.runtime.Esscher;

/**
 * Binds {@link Esscher} as a singleton, which is built when it is first asked for. Guice closes
 * nothing: whoever stops the application closes the host.
 *
 * <p>For example:
 *
 * <pre>{@code
 * static Injector application() {
 *   return Guice.createInjector(
 *       new EsscherModule(Esscher.builder().classPath(GuiceExample.class.getClassLoader())),
 *       new AbstractModule() {
 *         @Override
 *         protected void configure() {
 *           bind(GuiceExample.class);
 *         }
 *       });
 * }
 * }</pre>
 */
public final class EsscherModule extends AbstractModule {
  private final Esscher.Builder builder;

  /**
   * A module.
   *
   * @param builder describes the host; not to be changed afterwards
   */
  public EsscherModule(Esscher.Builder builder) {
    this.builder = builder;
  }

  @Override
  protected void configure() {
    bind(Esscher.class).toProvider(builder::build).in(Scopes.SINGLETON);
  }
}
