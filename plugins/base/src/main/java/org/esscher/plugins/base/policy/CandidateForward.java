package org.esscher.plugins.base.policy;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;

/**
 * One pass of a softmax over listed candidates. Outputs: {@code logp} of the row's own candidate
 * within its set, and {@code score}, its logit.
 */
final class CandidateForward implements Forward {
  private final CandidateLaw law;
  private final int[] own;
  private final Columns columns;

  /**
   * A pass.
   *
   * @param law scores and log-probabilities of the candidates of all sets
   * @param own each row's candidate
   * @param columns makes the outputs
   */
  CandidateForward(CandidateLaw law, int[] own, Columns columns) {
    this.law = law;
    this.own = own;
    this.columns = columns;
  }

  @Override
  public Column output(String name) {
    double[] source = name.equals("score") ? law.scores() : law.logp();
    double[] values = new double[own.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = source[own[row]];
    }
    return columns.numbers(values);
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    if (!wantedInputs.isEmpty()) {
      throw EsscherException.user(
          "a policy over candidates has no derivative with respect to %s", wantedInputs);
    }
    double[] back = new double[law.logp().length];
    Column ofLogp = cotangents.get("logp");
    if (ofLogp != null) {
      for (int row = 0; row < own.length; row++) {
        back[own[row]] += ofLogp.at(row);
      }
      law.throughSoftmax(back);
    }
    Column ofScore = cotangents.get("score");
    if (ofScore != null) {
      for (int row = 0; row < own.length; row++) {
        back[own[row]] += ofScore.at(row);
      }
    }
    return new Pullback(law.logits().gradient(back), Map.of());
  }
}
