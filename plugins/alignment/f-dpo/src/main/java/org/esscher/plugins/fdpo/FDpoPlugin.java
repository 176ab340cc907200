package org.esscher.plugins.fdpo;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of f-DPO. */
public final class FDpoPlugin implements Plugin {
  /** Made by the host. */
  public FDpoPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(FDpo.class, FDpoRecipe.class, FImplicit.class);
  }
}
