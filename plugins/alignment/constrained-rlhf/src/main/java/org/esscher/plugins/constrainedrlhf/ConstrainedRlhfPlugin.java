package org.esscher.plugins.constrainedrlhf;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components. */
public final class ConstrainedRlhfPlugin implements Plugin {
  /** Made by the host. */
  public ConstrainedRlhfPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        Brevity.class,
        ConstrainedPpo.class,
        ConstrainedRlhfRecipe.class,
        NelderMeadRecipe.class,
        ProxyPointFit.class);
  }
}
