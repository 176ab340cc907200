package org.esscher.runtime.internal.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;

/** The host's parts. */
public final class HostModule extends AbstractModule {
  private final PluginScan scan;

  /**
   * A module over finished discovery.
   *
   * @param scan what was found
   */
  public HostModule(PluginScan scan) {
    this.scan = scan;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();
    bind(PluginScan.class).toInstance(scan);
  }

  @Provides
  @Singleton
  Components components(PluginScan found) {
    return new Components(found);
  }

  @Provides
  @Singleton
  Estimation estimation() {
    return new Estimation();
  }
}
