package org.esscher.plugins.submodularrl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of submodular reinforcement learning. */
public final class SubmodularRlPlugin implements Plugin {
  /** Made by the host. */
  public SubmodularRlPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        Coverage.class,
        Facility.class,
        ItemCover.class,
        LogDet.class,
        Modular.class,
        SubPo.class,
        SubRlGrid.class,
        SubmodularRlRecipe.class);
  }
}
