package org.esscher.plugins.gbrl;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;

/**
 * One pass of a softmax policy. With p a row's probabilities and H its entropy, the derivative of
 * log p_i with respect to logit j is 1{i=j} − p_j, that of H is −p_j (log p_j + H).
 */
final class PolicyPass implements Forward {
  private final FeatureTable table;
  private final int actions;
  private final int width;
  private final double[] outputs;
  private final double[] logp;
  private final int[] taken;
  private final Columns columns;

  /**
   * A pass.
   *
   * @param table the rows
   * @param outputs of the trees: logits, then the value where there is one
   * @param actions how many
   * @param taken each row's action; none where {@code logp} was not asked for
   * @param columns makes the outputs
   */
  PolicyPass(FeatureTable table, double[] outputs, int actions, int[] taken, Columns columns) {
    this.table = table;
    this.outputs = outputs;
    this.actions = actions;
    this.width = table.rows() == 0 ? actions : outputs.length / table.rows();
    this.taken = taken;
    this.columns = columns;
    this.logp = new double[table.rows() * actions];
    for (int row = 0; row < table.rows(); row++) {
      normalize(row);
    }
  }

  private void normalize(int row) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int action = 0; action < actions; action++) {
      largest = Math.max(largest, outputs[row * width + action]);
    }
    double sum = 0;
    for (int action = 0; action < actions; action++) {
      sum += Math.exp(outputs[row * width + action] - largest);
    }
    for (int action = 0; action < actions; action++) {
      logp[row * actions + action] = outputs[row * width + action] - largest - Math.log(sum);
    }
  }

  /** Log-probabilities of all actions of each row; not to be changed. */
  double[] logp() {
    return logp;
  }

  @Override
  public Column output(String name) {
    return switch (name) {
      case "logits" -> columns.vectors(actions, part(0, actions));
      case "class_logp" -> columns.vectors(actions, logp);
      case "entropy" -> columns.numbers(entropies());
      case "value" -> columns.numbers(part(actions, 1));
      default -> columns.numbers(ofTaken());
    };
  }

  private double[] part(int from, int count) {
    double[] part = new double[table.rows() * count];
    for (int row = 0; row < table.rows(); row++) {
      System.arraycopy(outputs, row * width + from, part, row * count, count);
    }
    return part;
  }

  private double[] ofTaken() {
    double[] values = new double[taken.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = logp[row * actions + taken[row]];
    }
    return values;
  }

  private double[] entropies() {
    double[] entropies = new double[table.rows()];
    for (int i = 0; i < logp.length; i++) {
      entropies[i / actions] -= Math.exp(logp[i]) * logp[i];
    }
    return entropies;
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    if (!wantedInputs.isEmpty()) {
      throw EsscherException.user("trees have no derivative with respect to %s", wantedInputs);
    }
    double[] back = new double[outputs.length];
    // By name, since the order of a sum shows in its last digit.
    new TreeMap<>(cotangents).forEach((output, values) -> pull(output, values.toArray(), back));
    return new Pullback(new RowGradients(table, back), Map.of());
  }

  private void pull(String output, double[] cotangents, double[] back) {
    switch (output) {
      case "logits" -> {
        for (int i = 0; i < cotangents.length; i++) {
          back[i / actions * width + i % actions] += cotangents[i];
        }
      }
      case "value" -> {
        for (int row = 0; row < cotangents.length; row++) {
          back[row * width + actions] += cotangents[row];
        }
      }
      case "entropy" -> pullEntropy(cotangents, back);
      case "class_logp" -> throughSoftmax(cotangents, back);
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
    for (int row = 0; row < table.rows(); row++) {
      double sum = 0;
      for (int action = 0; action < actions; action++) {
        sum += ofLogp[row * actions + action];
      }
      for (int action = 0; action < actions; action++) {
        int i = row * actions + action;
        back[row * width + action] += ofLogp[i] - Math.exp(logp[i]) * sum;
      }
    }
  }

  private void pullEntropy(double[] cotangents, double[] back) {
    double[] entropies = entropies();
    for (int i = 0; i < logp.length; i++) {
      int row = i / actions;
      double p = Math.exp(logp[i]);
      back[row * width + i % actions] -=
          p == 0 ? 0 : cotangents[row] * p * (logp[i] + entropies[row]);
    }
  }
}
