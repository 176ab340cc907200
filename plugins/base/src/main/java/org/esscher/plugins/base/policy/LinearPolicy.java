package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Gradient;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.model.DenseGradient;
import org.esscher.plugins.base.model.Parameters;
import org.esscher.plugins.base.model.Scores;
import org.esscher.plugins.base.text.ColumnFeatures;
import org.esscher.plugins.base.text.HashedRow;
import org.jspecify.annotations.Nullable;

/**
 * The model of {@link LinearSoftmax}. Its parameters are the actions' biases, then the table of
 * weights.
 */
final class LinearPolicy extends ActionPolicy implements Vectored {
  private final ColumnFeatures features;
  private double[] parameters;

  LinearPolicy(
      ColumnFeatures features, String action, int actions, int buckets, @Nullable State saved) {
    super(action, actions);
    this.features = features;
    this.parameters = Parameters.restored(saved, Math.addExact(actions, buckets));
  }

  @Override
  List<String> contextColumns() {
    return features.columns();
  }

  @Override
  Scores logits(Batch batch, Context context) {
    return new LinearLogits(parameters, features.of(batch));
  }

  /** Logits of some rows. */
  private final class LinearLogits implements Scores {
    private final double[] theta;
    private final List<HashedRow> rows;

    LinearLogits(double[] theta, List<HashedRow> rows) {
      this.theta = theta;
      this.rows = rows;
    }

    private int weight(long feature, int action) {
      return actions() + features.hash().bucket(features.hash().of(feature, action));
    }

    @Override
    public double[] values() {
      double[] values = new double[Math.multiplyExact(rows.size(), actions())];
      for (int i = 0; i < values.length; i++) {
        HashedRow row = rows.get(i / actions());
        int action = i % actions();
        double sum = theta[action];
        for (int f = 0; f < row.size(); f++) {
          sum += row.value(f) * theta[weight(row.hash(f), action)];
        }
        values[i] = sum;
      }
      return values;
    }

    @Override
    public Gradient gradient(double[] cotangents) {
      double[] gradient = new double[theta.length];
      for (int i = 0; i < cotangents.length; i++) {
        HashedRow row = rows.get(i / actions());
        int action = i % actions();
        gradient[action] += cotangents[i];
        for (int f = 0; f < row.size(); f++) {
          gradient[weight(row.hash(f), action)] += cotangents[i] * row.value(f);
        }
      }
      return new DenseGradient(gradient);
    }
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameters);
  }

  @Override
  public void assign(Vector changed) {
    parameters = Parameters.checked(changed, parameters.length);
  }

  @Override
  public Vector vector(Gradient gradient) {
    return DenseGradient.vector(gradient, parameters.length);
  }

  @Override
  public State save() {
    return Parameters.saved(parameters);
  }
}
