package org.esscher.cli;

import java.util.List;
import org.esscher.api.Plugin;

/** What tests of the command need beside the standard components. */
public final class SlowPlugin implements Plugin {
  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(SlowRecipe.class, DeafRecipe.class, TwoSlots.class);
  }
}
