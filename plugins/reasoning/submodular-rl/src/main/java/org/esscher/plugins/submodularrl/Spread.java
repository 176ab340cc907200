package org.esscher.plugins.submodularrl;

import java.util.Arrays;

/**
 * A mean over episodes.
 *
 * @param mean the mean
 * @param standardError of it
 */
record Spread(double mean, double standardError) {
  /** Of at least two episodes. */
  static Spread of(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return new Spread(mean, Math.sqrt(squares / (values.length - 1.0) / values.length));
  }
}
