package org.esscher.runtime.internal.optim;

import java.util.List;
import org.esscher.api.Plugin;
import org.esscher.runtime.internal.run.SavedModelFile;
import org.esscher.runtime.internal.run.SavedPolicyFile;
import org.esscher.runtime.internal.run.SavedRewardFile;

/** What the host itself brings: optimizers, and models that it saved. */
public final class RuntimePlugin implements Plugin {
  /** Stateless. */
  public RuntimePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        Sgd.class,
        Momentum.class,
        Adam.class,
        AdamW.class,
        SavedModelFile.class,
        SavedPolicyFile.class,
        SavedRewardFile.class);
  }
}
