package org.esscher.plugins.base.policy;

import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.plugins.base.model.Scores;

/**
 * Logits of 0 that nothing trains.
 *
 * @param choices how many
 */
record ConstantScores(int choices) implements Scores {
  @Override
  public double[] values() {
    return new double[choices];
  }

  @Override
  public Gradient gradient(double[] cotangents) {
    throw EsscherException.user("'uniform' has no parameters to train");
  }
}
