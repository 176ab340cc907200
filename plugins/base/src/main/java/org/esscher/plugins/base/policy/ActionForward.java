package org.esscher.plugins.base.policy;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.plugins.base.model.Scores;

/**
 * One pass of a softmax over actions. With p the probabilities of a row and c the cotangents of its
 * log-probabilities, the cotangent of logit j is {@code c_j − p_j Σ_k c_k}.
 */
final class ActionForward implements Forward {
  private final int actions;
  private final Scores logits;
  private final double[] logp;
  private final int[] taken;
  private final Columns columns;

  /**
   * A pass.
   *
   * @param actions the number of actions
   * @param logits the way back
   * @param logp normalized, row by row
   * @param taken each row's action; empty when {@code logp} was not asked for
   * @param columns makes the outputs
   */
  ActionForward(int actions, Scores logits, double[] logp, int[] taken, Columns columns) {
    this.actions = actions;
    this.logits = logits;
    this.logp = logp;
    this.taken = taken;
    this.columns = columns;
  }

  @Override
  public Column output(String name) {
    if (name.equals("class_logp")) {
      return columns.vectors(actions, logp);
    }
    double[] values = new double[taken.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = logp[row * actions + taken[row]];
    }
    return columns.numbers(values);
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    if (!wantedInputs.isEmpty()) {
      throw EsscherException.user(
          "a policy over numbered actions has no derivative with respect to %s", wantedInputs);
    }
    double[] back = new double[logp.length];
    Column ofClasses = cotangents.get("class_logp");
    if (ofClasses != null) {
      System.arraycopy(ofClasses.toArray(), 0, back, 0, back.length);
    }
    Column ofTaken = cotangents.get("logp");
    if (ofTaken != null) {
      for (int row = 0; row < taken.length; row++) {
        back[row * actions + taken[row]] += ofTaken.at(row);
      }
    }
    for (int from = 0; from < back.length; from += actions) {
      throughSoftmax(back, from);
    }
    return new Pullback(logits.gradient(back), Map.of());
  }

  private void throughSoftmax(double[] back, int from) {
    double sum = 0;
    for (int i = from; i < from + actions; i++) {
      sum += back[i];
    }
    for (int i = from; i < from + actions; i++) {
      back[i] -= Math.exp(logp[i]) * sum;
    }
  }
}
