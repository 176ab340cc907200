package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Scores;

/** Equal probabilities over listed candidates. */
final class UniformCandidates extends CandidatePolicy {
  UniformCandidates(String group) {
    super(group);
  }

  @Override
  Scores scores(List<String> texts) {
    return new ConstantScores(texts.size());
  }

  @Override
  public State save() {
    return State.empty();
  }
}
