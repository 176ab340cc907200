package org.esscher.neural.internal.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A perceptron for the mean of a Gaussian beside one vector for the logarithm of its standard
 * deviation, the same for all rows.
 *
 * @param mean gives the mean
 * @param initialLogDeviation what the vector begins with
 */
public record GaussianMlp(Mlp mean, double initialLogDeviation) implements Network {
  private static final String LOG_DEVIATION = "log_deviation";

  @Override
  public void addTo(Layout.Builder arrays) {
    mean.addTo(arrays);
    arrays.constant(LOG_DEVIATION, initialLogDeviation, mean.width());
  }

  /** Means, then logarithms of standard deviations. */
  @Override
  public int width() {
    return 2 * mean.width();
  }

  @Override
  public PtNDArray apply(Weights weights, PtNDArray rows) {
    PtNDArray means = mean.apply(weights, rows);
    PtNDArray deviations =
        JniUtils.broadcast(weights.get(LOG_DEVIATION), new Shape(means.getShape().getShape()));
    return JniUtils.cat(new PtNDArray[] {means, deviations}, 1);
  }
}
