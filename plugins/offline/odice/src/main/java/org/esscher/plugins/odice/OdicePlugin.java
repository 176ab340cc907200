package org.esscher.plugins.odice;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of ODICE. */
public final class OdicePlugin implements Plugin {
  /** Made by the host. */
  public OdicePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(OdiceValue.class, OdicePolicy.class, OdiceRecipe.class);
  }
}
