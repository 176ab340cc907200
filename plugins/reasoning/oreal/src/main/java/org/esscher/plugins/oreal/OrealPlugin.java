package org.esscher.plugins.oreal;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of OREAL. */
public final class OrealPlugin implements Plugin {
  /** Made by the host. */
  public OrealPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        Addition.class,
        BonDistribution.class,
        OnePositiveOneNegative.class,
        Oreal.class,
        OrealRecipe.class,
        OutcomeBce.class,
        TokenOutcomeRm.class);
  }
}
