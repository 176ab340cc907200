package org.esscher.plugins.gbrl;

import java.util.Arrays;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * The logarithm of the standard deviation of each component of an action, the same whatever is
 * seen: numbers that gradient descent moves, and that no tree has a part in.
 */
final class LogDeviations {
  /** Bounds, those of soft actor-critic. */
  private static final double LOWEST = -20;

  private static final double HIGHEST = 2;
  private static final String SAVED = "log_std";

  private final double[] values;
  private final double rate;

  private LogDeviations(double[] values, double rate) {
    this.values = values;
    this.rate = rate;
  }

  /**
   * Those of a saved model, or all alike.
   *
   * @param components how many
   * @param initial standard deviation
   * @param rate learning rate
   * @param saved null for none
   */
  static LogDeviations of(int components, double initial, double rate, @Nullable State saved) {
    double[] values = new double[components];
    Arrays.fill(values, within(Math.log(initial)));
    if (saved != null) {
      values = saved.get(SAVED);
    }
    if (values.length != components) {
      throw EsscherException.user(
          "the saved policy has %d standard deviations, where this model has %d components; give it"
              + " the configuration that it was saved with",
          values.length, components);
    }
    return new LogDeviations(values, rate);
  }

  private static double within(double value) {
    return Math.max(LOWEST, Math.min(HIGHEST, value));
  }

  int size() {
    return values.length;
  }

  /** As they are now. */
  double[] toArray() {
    return values.clone();
  }

  /**
   * A step of gradient descent.
   *
   * @param ofSum gradient of the loss summed over rows of the total weight
   * @param weight their weight
   * @param factor of the learning rate
   */
  void step(double[] ofSum, double weight, double factor) {
    for (int j = 0; j < values.length; j++) {
      if (!Double.isFinite(ofSum[j])) {
        throw EsscherException.data(
            "the gradient of the logarithm of standard deviation %d is %s; finite gradients are"
                + " needed",
            j, ofSum[j]);
      }
      values[j] = within(values[j] - rate * factor * ofSum[j] / weight);
    }
  }

  State into(State saved) {
    return saved.with(SAVED, values);
  }
}
