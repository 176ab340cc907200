package org.esscher.plugins.parl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of PARL. */
public final class ParlPlugin implements Plugin {
  /** Made by the host. */
  public ParlPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        ParlUpper.class,
        PolicyGradientInner.class,
        ImplicitShare.class,
        MisspecifiedMdp.class,
        ParlRecipe.class);
  }
}
