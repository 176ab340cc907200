package org.esscher.plugins.r2pvi;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of R2PVI. */
public final class R2pviPlugin implements Plugin {
  /** Made by the host. */
  public R2pviPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        R2pvi.class,
        R2pviRecipe.class,
        Pevi.class,
        Drpvi.class,
        RobustDualStatistic.class,
        RobustTv.class,
        RobustKl.class,
        RobustChi2.class,
        FiveStateMdp.class);
  }
}
