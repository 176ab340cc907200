package org.esscher.plugins.nashmp;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of Nash mirror prox. */
public final class NashMpPlugin implements Plugin {
  /** Made by the host. */
  public NashMpPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        NashMpProx.class,
        NashMpRecipe.class,
        TabularMirrorProx.class,
        Exploitability.class,
        RandomGames.class);
  }
}
