package org.esscher.plugins.mbrcsl;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components of model-based return-conditioned supervised learning. */
public final class MbrcslPlugin implements Plugin {
  /** Made by the host. */
  public MbrcslPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        DynamicsNll.class,
        DiffusionBc.class,
        DiffusionPolicy.class,
        Rcsl.class,
        ReturnConditionedMlp.class,
        ReturnToGo.class,
        RolloutFilter.class,
        InitialStates.class,
        TabularDynamics.class,
        TabularRcsl.class,
        LearnedDynamics.class,
        ReturnTarget.class,
        HardInstance.class,
        Stitching.class,
        Detours.class,
        MbrcslRecipe.class);
  }
}
