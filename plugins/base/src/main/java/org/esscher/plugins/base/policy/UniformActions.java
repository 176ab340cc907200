package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Scores;

/** Equal probabilities over numbered actions. */
final class UniformActions extends ActionPolicy {
  UniformActions(String action, int actions) {
    super(action, actions);
  }

  @Override
  List<String> contextColumns() {
    return List.of();
  }

  @Override
  Scores logits(Batch batch, Context context) {
    return new ConstantScores(Math.multiplyExact(batch.rows(), actions()));
  }

  @Override
  public State save() {
    return State.empty();
  }
}
