package org.esscher.plugins.cmorl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of C-MORL. */
public final class CMorlPlugin implements Plugin {
  /** Made by the host. */
  public CMorlPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        CMorlIpo.class,
        CMorlInit.class,
        CMorlRecipe.class,
        Hypervolume.class,
        ExpectedUtility.class,
        Sparsity.class,
        CrowdingDistance.class,
        VectorBandit.class);
  }
}
