package org.esscher.plugins.correlatedproxies;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of regularized occupancy measures. */
public final class CorrelatedProxiesPlugin implements Plugin {
  /** Made by the host. */
  public CorrelatedProxiesPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        OccupancyChi2.class,
        OccupancyKl.class,
        OccupancyTv.class,
        ProxyCorrelation.class,
        OrpoPenalty.class,
        DiscriminatorLoss.class,
        OccupancyDiscriminator.class,
        CorrelatedProxiesRecipe.class);
  }
}
