package org.esscher.plugins.base.policy;

import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;

/**
 * Logits of 0 that nothing trains.
 *
 * @param choices how many
 */
record ConstantLogits(int choices) implements Logits {
  @Override
  public double[] values() {
    return new double[choices];
  }

  @Override
  public Gradient gradient(double[] cotangents) {
    throw EsscherException.user("'uniform' has no parameters to train");
  }
}
