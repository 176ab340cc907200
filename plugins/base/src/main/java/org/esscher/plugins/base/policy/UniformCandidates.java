package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.State;

/** Equal probabilities over listed candidates. */
final class UniformCandidates extends CandidatePolicy {
  UniformCandidates(String group) {
    super(group);
  }

  @Override
  Logits scores(List<String> texts) {
    return new ConstantLogits(texts.size());
  }

  @Override
  public State save() {
    return State.empty();
  }
}
