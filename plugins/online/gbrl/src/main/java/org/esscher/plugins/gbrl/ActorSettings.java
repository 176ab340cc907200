package org.esscher.plugins.gbrl;

import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/** What policies of trees have in common: numbered actions, or actions that are vectors. */
interface ActorSettings extends TreeSettings {
  /** Numbered actions; 0 where actions are vectors. */
  int actions();

  /** Numbers of an action that is a vector; 0 where actions are numbered. */
  int components();

  /** Standard deviation of each component at first. */
  double initialStd();

  /** Learning rate of the logarithms of standard deviations. */
  double stdLr();

  /** Outputs of the trees that actions are made of: logits, or means. */
  default int actionOutputs() {
    return actions() > 0 ? actions() : components();
  }

  /** The policy of a saved model, or one without trees. */
  default Policy policy(@Nullable State saved) {
    TreeFunction function = restored(saved);
    return actions() > 0
        ? new TreePolicy(function, actions())
        : new GaussianTrees(function, LogDeviations.of(components(), initialStd(), stdLr(), saved));
  }

  /** Refuses both kinds of actions, none, and a single numbered one. */
  static void require(int actions, int components) {
    if (actions > 0 == components > 0 || actions == 1) {
      throw EsscherException.user(
          "a policy of trees has actions %d and components %d; set actions, at least 2, where"
              + " actions are numbered, or components, at least 1, where they are vectors",
          actions, components);
    }
  }
}
