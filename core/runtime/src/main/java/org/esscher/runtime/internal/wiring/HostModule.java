package org.esscher.runtime.internal.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.load.Components;

/** The host's parts, and how they come together. */
public final class HostModule extends AbstractModule {
  private final Components components;

  private HostModule(Components components) {
    this.components = components;
  }

  /**
   * Puts a host together.
   *
   * @param components what plugins declared
   * @return its parts
   */
  public static HostServices wire(Components components) {
    return Guice.createInjector(Stage.DEVELOPMENT, new HostModule(components))
        .getInstance(HostServices.class);
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
