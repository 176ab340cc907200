package org.esscher.runtime.internal.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.expression.KernelChoice;
import org.esscher.runtime.internal.expression.Kernels;
import org.esscher.runtime.internal.expression.Workers;
import org.esscher.runtime.internal.load.Components;

/** The host's parts, and how they come together. */
public final class HostModule extends AbstractModule {
  private final Components components;
  private final int threads;
  private final boolean portable;

  private HostModule(Components components, int threads, boolean portable) {
    this.components = components;
    this.threads = threads;
    this.portable = portable;
  }

  /**
   * Puts a host together that computes as fast as the JVM can.
   *
   * @param components what plugins declared
   * @param threads that compute, the caller's included
   * @return its parts
   */
  public static HostServices wire(Components components, int threads) {
    return wire(components, threads, false);
  }

  /**
   * Puts a host together.
   *
   * @param components what plugins declared
   * @param threads that compute, the caller's included
   * @param portable whether to compute in plain Java, whatever the JVM has
   * @return its parts
   */
  public static HostServices wire(Components components, int threads, boolean portable) {
    return Guice.createInjector(Stage.DEVELOPMENT, new HostModule(components, threads, portable))
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
  Workers workers() {
    Kernels kernels = portable ? Kernels.none() : KernelChoice.best();
    return new Workers(threads, "esscher-worker", kernels);
  }

  @Provides
  @Singleton
  Estimation estimation(Workers workers) {
    return new Estimation(workers);
  }

  @Provides
  @Singleton
  Arena arena() {
    return Arena.root("esscher");
  }

  @Provides
  @Singleton
  HostServices services(Components registry, Estimation estimation, Workers workers, Arena arena) {
    return new HostServices(registry, estimation, workers, arena, new RunThreads());
  }
}
