package org.esscher.plugins.goalconditionedrm;

import java.util.List;
import org.esscher.api.Plugin;

/** Names the components. */
public final class GoalConditionedRmPlugin implements Plugin {
  /** Made by the host. */
  public GoalConditionedRmPlugin() {}

  @Override
  public String apiVersion() {
    return API_VERSION;
  }

  @Override
  public List<Class<? extends Record>> components() {
    return List.of(
        Auroc.class,
        BtContrastive.class,
        ContrastivePositions.class,
        GoalBeam.class,
        GoalConditionedRecipe.class,
        GoalConditionedRm.class,
        GoalFilter.class,
        PartialAuroc.class,
        PrunedTokens.class,
        TokenEncoder.class);
  }
}
