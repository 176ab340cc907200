package org.esscher.plugins.gbrl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of gradient boosting reinforcement learning. */
public final class GbrlPlugin implements Plugin {
  /** Made by the host. */
  public GbrlPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        GbrlPolicy.class,
        GbrlValue.class,
        GbrlActorCritic.class,
        CategoricalBandit.class,
        GbrlRecipe.class);
  }
}
