package org.esscher.plugins.klinference;

import java.util.List;
import org.esscher.api.Plugin;

/** The components of this module. */
public final class KlInferencePlugin implements Plugin {
  /** For the service loader. */
  public KlInferencePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(KlInferenceReverse.class, KlInferenceForward.class, KlInferenceRecipe.class);
  }
}
