package org.esscher.plugins.hypo;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of HyPO. */
public final class HypoPlugin implements Plugin {
  /** Made by the host. */
  public HypoPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        Hypo.class,
        HypoRecipe.class,
        Coverage.class,
        OodMass.class,
        UncoveredArms.class,
        LogLinear.class);
  }
}
