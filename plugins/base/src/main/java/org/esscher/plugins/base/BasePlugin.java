package org.esscher.plugins.base;

import java.util.List;
import org.esscher.api.Plugin;
import org.esscher.plugins.base.policy.TabularSoftmax;
import org.esscher.plugins.base.policy.Uniform;
import org.esscher.plugins.base.reward.ColumnReward;

/** Names the standard components. */
public final class BasePlugin implements Plugin {
  /** Made by the host. */
  public BasePlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        // Policies
        TabularSoftmax.class,
        Uniform.class,
        // Reward models
        ColumnReward.class);
  }
}
