package org.esscher.neural.internal.model;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.neural.internal.network.Pass;

/**
 * Logits of numbered actions. With p a row's probabilities and H its entropy, the derivative with
 * respect to logit j of log p_i is 1{i=j} − p_j, and that of H is −p_j (log p_j + H).
 */
final class CategoricalForward extends RowForward {
  private final int actions;
  private final int[] taken;
  private final double[] logp;

  CategoricalForward(
      Pass pass, InputColumns inputs, Batch batch, Columns columns, int actions, int[] taken) {
    super(pass, inputs, batch, columns);
    this.actions = actions;
    this.taken = taken;
    this.logp = Softmax.logProbabilities(results(), actions);
  }

  @Override
  Column compute(String output) {
    return switch (output) {
      case "logits" -> columns().vectors(actions, results());
      case "class_logp" -> columns().vectors(actions, logp);
      case "entropy" -> columns().numbers(entropies());
      default -> columns().numbers(ofTaken());
    };
  }

  private double[] ofTaken() {
    double[] values = new double[taken.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = logp[row * actions + taken[row]];
    }
    return values;
  }

  private double[] entropies() {
    double[] values = new double[rows()];
    for (int i = 0; i < logp.length; i++) {
      double p = Math.exp(logp[i]);
      values[i / actions] -= p == 0 ? 0 : p * logp[i];
    }
    return values;
  }

  @Override
  void pull(String output, double[] cotangents, double[] back, Map<String, double[]> others) {
    switch (output) {
      case "logits" -> {
        for (int i = 0; i < back.length; i++) {
          back[i] += cotangents[i];
        }
      }
      case "class_logp" -> throughSoftmax(cotangents, back);
      case "entropy" -> pullEntropy(cotangents, back);
      default -> throughSoftmax(spread(cotangents), back);
    }
  }

  private double[] spread(double[] ofTaken) {
    double[] spread = new double[logp.length];
    for (int row = 0; row < taken.length; row++) {
      spread[row * actions + taken[row]] = ofTaken[row];
    }
    return spread;
  }

  private void throughSoftmax(double[] ofLogp, double[] back) {
    for (int from = 0; from < back.length; from += actions) {
      double sum = 0;
      for (int i = from; i < from + actions; i++) {
        sum += ofLogp[i];
      }
      for (int i = from; i < from + actions; i++) {
        back[i] += ofLogp[i] - Math.exp(logp[i]) * sum;
      }
    }
  }

  private void pullEntropy(double[] cotangents, double[] back) {
    double[] entropies = entropies();
    for (int i = 0; i < back.length; i++) {
      double p = Math.exp(logp[i]);
      int row = i / actions;
      back[i] -= p == 0 ? 0 : cotangents[row] * p * (logp[i] + entropies[row]);
    }
  }
}
