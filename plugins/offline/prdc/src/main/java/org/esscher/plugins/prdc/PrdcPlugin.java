package org.esscher.plugins.prdc;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of PRDC. */
public final class PrdcPlugin implements Plugin {
  /** Made by the host. */
  public PrdcPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        DatasetPointSet.class,
        PrdcActor.class,
        Td3Critic.class,
        StandardizedObservations.class,
        StandardizedPolicy.class,
        PrdcRecipe.class);
  }
}
