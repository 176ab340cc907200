package org.esscher.plugins.ailboost;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of AILBoost. */
public final class AilboostPlugin implements Plugin {
  /** Made by the host. */
  public AilboostPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        AilboostRecipe.class,
        AilDiscriminator.class,
        AilDiscriminatorLoss.class,
        AilGradientPenalty.class,
        OccupancyReverseKl.class,
        PolicyMixture.class,
        RoleCopy.class,
        WeightedReplay.class);
  }
}
