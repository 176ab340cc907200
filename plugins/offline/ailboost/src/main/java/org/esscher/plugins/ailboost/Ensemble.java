package org.esscher.plugins.ailboost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Context;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.control.ControlRecipe;
import org.esscher.api.control.Networks;

/** The learners of a run: versions of its policy. */
final class Ensemble {
  /** The role of the mixture, whose members draw their actions. */
  static final String MIXTURE = "mixture";

  private static final String POLICY = "policy";
  private static final String VERSION = "learner-";

  private final AilboostRecipe recipe;
  private final Run run;

  Ensemble(AilboostRecipe recipe, Run run) {
    this.recipe = recipe;
    this.run = run;
  }

  /** Keeps the policy as it is now as a learner. */
  void keep(int learner) {
    run.save(POLICY, VERSION + learner);
  }

  /** The role of a learner. */
  static String role(int learner) {
    return POLICY + "@" + VERSION + learner;
  }

  /** The oldest learner that counts when there are those from 0 to the last. */
  int first(int last) {
    return recipe.maxLearners() == 0 ? 0 : Math.max(0, last + 1 - recipe.maxLearners());
  }

  /**
   * Makes the mixture of the learners up to the last, and that of their best actions, which plays
   * test episodes from then on.
   */
  void assemble(int last, Networks networks) {
    Context context = run.context();
    PolicyProvider given = recipe.policy();
    PolicyProvider made = given == null ? networks.stochastic(true, true) : given;
    List<ModelProvider> copies = new ArrayList<>();
    List<ModelProvider> modes = new ArrayList<>();
    for (int learner = first(last); learner <= last; learner++) {
      RoleCopy copy = new RoleCopy(made, role(learner));
      copies.add(copy);
      modes.add(context.component(PolicyProvider.class, "greedy", Map.of("of", copy)));
    }
    List<Double> weights =
        Arrays.stream(LearnerWeights.of(first(last), last, recipe.eta())).boxed().toList();
    run.define(MIXTURE, new PolicyMixture(copies, weights));
    run.define(ControlRecipe.GREEDY, new PolicyMixture(modes, weights));
    // Nobody plays the first, and what was never made is not among the models that a run leaves.
    run.model(MIXTURE);
  }
}
