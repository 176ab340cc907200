package org.esscher.plugins.serl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of SERL. */
public final class SerlPlugin implements Plugin {
  /** Made by the host. */
  public SerlPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        SerlRecipe.class,
        RlpdCritic.class,
        RlpdActor.class,
        SacTemperature.class,
        SuccessBce.class,
        SuccessClassifier.class,
        Vice.class,
        DemoMix.class,
        SoftplusTemperature.class,
        PointInsert.class,
        RelativeFrame.class,
        ForwardBackward.class,
        InsertDemos.class);
  }
}
