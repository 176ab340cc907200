package org.esscher.plugins.alignmentasymptotics;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components; the policies {@code tilted} and {@code best-of-n} are standard ones. */
public final class AlignmentAsymptoticsPlugin implements Plugin {
  /** Made by the host. */
  public AlignmentAsymptoticsPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(AlignmentFrontier.class, AlignmentAsymptoticsRecipe.class);
  }
}
