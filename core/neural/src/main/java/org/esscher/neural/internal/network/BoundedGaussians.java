package org.esscher.neural.internal.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * An ensemble that predicts means and logarithms of variances, beside one vector of upper and one
 * of lower bounds of the latter, which are parameters themselves and the same for all rows.
 *
 * @param ensemble of members · 2 · components results
 * @param members networks
 * @param components of a prediction
 */
public record BoundedGaussians(Network ensemble, int members, int components) implements Network {
  private static final String HIGHEST = "log_var/highest";
  private static final String LOWEST = "log_var/lowest";

  @Override
  public void addTo(Layout.Builder arrays) {
    ensemble.addTo(arrays);
    arrays.constant(HIGHEST, 0.5, components).constant(LOWEST, -10, components);
  }

  /** A member's means and unbounded logarithms after the other's, then the two bounds. */
  @Override
  public int width() {
    return ensemble.width() + 2 * components;
  }

  @Override
  public PtNDArray apply(Weights weights, PtNDArray rows) {
    PtNDArray predicted = ensemble.apply(weights, rows);
    Shape bound = new Shape(predicted.getShape().get(0), components);
    PtNDArray highest = JniUtils.broadcast(weights.get(HIGHEST), bound);
    PtNDArray lowest = JniUtils.broadcast(weights.get(LOWEST), bound);
    return JniUtils.cat(new PtNDArray[] {predicted, highest, lowest}, 1);
  }
}
