package org.esscher.plugins.genarm;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of GenARM. */
public final class GenArmPlugin implements Plugin {
  /** Made by the host. */
  public GenArmPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(ArmPreference.class, Autoregressive.class, GenArmRecipe.class, Guided.class);
  }
}
