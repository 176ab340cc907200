package org.esscher.plugins.qarl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of QARL. */
public final class QarlPlugin implements Plugin {
  /** Made by the host. */
  public QarlPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        SacTemp.class,
        SelfPacedGamma.class,
        MatrixExploitability.class,
        RobustnessGrid.class,
        SoftmaxResponse.class,
        SampledTemperature.class,
        QarlRecipe.class);
  }
}
