package org.esscher.gymnasium;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the environment. Naming it starts no process. */
public final class GymnasiumPlugin implements Plugin {
  /** Made by the host. */
  public GymnasiumPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(Gymnasium.class);
  }
}
