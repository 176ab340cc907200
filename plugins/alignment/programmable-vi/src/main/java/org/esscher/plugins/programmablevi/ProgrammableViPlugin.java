package org.esscher.plugins.programmablevi;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of programmable variational inference. */
public final class ProgrammableViPlugin implements Plugin {
  /** Made by the host. */
  public ProgrammableViPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        VariationalObjective.class,
        Guide.class,
        CircleGuide.class,
        Cone.class,
        ProgrammableViRecipe.class);
  }
}
