package org.esscher.plugins.base.text;

import java.util.Arrays;
import java.util.List;
import org.esscher.api.Gradient;
import org.esscher.plugins.base.model.DenseGradient;
import org.esscher.plugins.base.model.Scores;

/** Scores θ·φ of choices with features φ. */
public final class LinearScores implements Scores {
  private final double[] parameters;
  private final List<SparseVector> features;

  /**
   * Scores.
   *
   * @param parameters θ; not to be changed while this lives
   * @param features φ, one a choice
   */
  public LinearScores(double[] parameters, List<SparseVector> features) {
    this.parameters = parameters;
    this.features = features;
  }

  @Override
  public double[] values() {
    double[] values = new double[features.size()];
    Arrays.setAll(values, choice -> features.get(choice).dot(parameters));
    return values;
  }

  @Override
  public Gradient gradient(double[] cotangents) {
    double[] gradient = new double[parameters.length];
    for (int choice = 0; choice < cotangents.length; choice++) {
      if (cotangents[choice] != 0) {
        features.get(choice).addTo(gradient, cotangents[choice]);
      }
    }
    return new DenseGradient(gradient);
  }
}
