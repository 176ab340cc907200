package org.esscher.plugins.base.policy;

import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.plugins.base.model.Scores;

/** The best numbered action with probability 1 − ε + ε/n, every other with ε/n. */
final class GreedyActions extends ActionPolicy {
  private final Model model;
  private final String output;
  private final double epsilon;

  GreedyActions(String action, int actions, Model model, String output, double epsilon) {
    super(action, actions);
    this.model = model;
    this.output = output;
    this.epsilon = epsilon;
  }

  @Override
  List<String> contextColumns() {
    return model.inputs().stream().filter(input -> !input.equals(action())).sorted().toList();
  }

  @Override
  Scores logits(Batch batch, Context context) {
    double[] logits = new double[batch.rows() * actions()];
    double other = Math.log(epsilon / actions());
    double best = Math.log(1 - epsilon + epsilon / actions());
    try (Forward forward = model.forward(batch, Set.of(output), context)) {
      Column scores = forward.output(output);
      if (scores.width() != actions() || scores.ragged()) {
        throw EsscherException.user(
            "'greedy' has %d actions, but %s of its model has %d components",
            actions(), output, scores.width());
      }
      for (int row = 0; row < batch.rows(); row++) {
        int first = row * actions();
        int chosen = first;
        for (int i = first; i < first + actions(); i++) {
          logits[i] = other;
          chosen = scores.at(i) > scores.at(chosen) ? i : chosen;
        }
        logits[chosen] = best;
      }
    }
    return new Fixed(logits);
  }

  @Override
  public State save() {
    return model.save();
  }

  @Override
  public void close() {
    model.close();
  }

  /** Scores that depend on no parameter in a way that has a derivative. */
  private static final class Fixed implements Scores {
    private final double[] logits;

    Fixed(double[] logits) {
      this.logits = logits;
    }

    @Override
    public double[] values() {
      return logits.clone();
    }

    @Override
    public Gradient gradient(double[] cotangents) {
      throw EsscherException.user(
          "'greedy' can't be trained: what is best has no derivative; train the model it looks at");
    }
  }
}
