package org.esscher.plugins.gbrl;

import java.util.LinkedHashSet;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Trainable;

/** A policy of trees, of which a step grows one. */
abstract class GrownPolicy implements Policy, Trainable {
  /** The trees, whose outputs the policy is made of. */
  final TreeFunction function;

  GrownPolicy(TreeFunction function) {
    this.function = function;
  }

  /** Trees so far. */
  int trees() {
    return function.trees();
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new LinkedHashSet<>(function.inputs());
    inputs.add("action");
    return inputs;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "this policy computes %s, but %s was asked for", outputs(), outputs);
    }
    return pass(batch, outputs.contains("logp"), context);
  }

  /**
   * Computes.
   *
   * @param batch rows
   * @param ofActions whether the log-probabilities of the batch's actions are wanted
   * @param context columns
   */
  abstract Forward pass(Batch batch, boolean ofActions, Context context);
}
