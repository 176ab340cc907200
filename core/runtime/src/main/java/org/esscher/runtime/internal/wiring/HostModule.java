package org.esscher.runtime.internal.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;

/** The host's parts, and how they come together. */
public final class HostModule extends AbstractModule {
  private final Components components;

  private HostModule(Components components) {
    this.components = components;
  }

  /**
   * Puts a host together.
   *
   * @param scan finished discovery
   * @return its parts
   * @throws org.esscher.api.EsscherException (PLUGIN) when two components share kind and id
   */
  public static HostServices wire(PluginScan scan) {
    // The registry is made outside, so that a clash of ids is told as it is and not as a failure of
    // injection.
    HostModule module = new HostModule(new Components(scan));
    return Guice.createInjector(Stage.DEVELOPMENT, module).getInstance(HostServices.class);
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();
    bind(Components.class).toInstance(components);
  }

  @Provides
  @Singleton
  Estimation estimation() {
    return new Estimation();
  }

  @Provides
  @Singleton
  Arena arena() {
    return Arena.root("esscher");
  }

  @Provides
  @Singleton
  HostServices services(Components registry, Estimation estimation, Arena arena) {
    return new HostServices(registry, estimation, arena);
  }
}
