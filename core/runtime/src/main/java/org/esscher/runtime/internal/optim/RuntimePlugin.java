package org.esscher.runtime.internal.optim;

import java.util.List;
import org.esscher.api.Plugin;

/** What the host itself brings: optimisers. */
public final class RuntimePlugin implements Plugin {
  /** Stateless. */
  public RuntimePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(Sgd.class, Momentum.class, Adam.class, AdamW.class);
  }
}
