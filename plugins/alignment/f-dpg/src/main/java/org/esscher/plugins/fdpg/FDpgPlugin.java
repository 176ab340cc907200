package org.esscher.plugins.fdpg;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of f-DPG. */
public final class FDpgPlugin implements Plugin {
  /** Made by the host. */
  public FDpgPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(FDpg.class, FDpgRecipe.class, EnergyBasedModel.class, MomentConstraints.class);
  }
}
