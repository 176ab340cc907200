package org.esscher.neural;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the neural models. Naming them doesn't start the engine. */
public final class NeuralPlugin implements Plugin {
  /** Made by the host. */
  public NeuralPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        ArithmeticGrpo.class,
        BradleyTerryLm.class,
        DialogueAlignment.class,
        MlpCategorical.class,
        MlpDeterministic.class,
        MlpDiffusion.class,
        MlpDynamics.class,
        MlpGaussian.class,
        MlpQ.class,
        MlpReward.class,
        MlpValue.class,
        OnnxScorer.class,
        RewardModeling.class,
        TorchScript.class,
        TransformerLm.class);
  }
}
