package org.esscher.plugins.base.estimator;

import java.util.function.ToDoubleFunction;

/** A softmax over a few outcomes, with the derivatives that the tests enumerate over. */
final class Softmax {
  private static final double STEP = 1e-5;

  private final double[] logits;
  private final double logNormalizer;

  Softmax(double... logits) {
    this.logits = logits.clone();
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    this.logNormalizer = Math.log(sum);
  }

  int outcomes() {
    return logits.length;
  }

  double logp(int outcome) {
    return logits[outcome] - logNormalizer;
  }

  double probability(int outcome) {
    return Math.exp(logp(outcome));
  }

  /**
   * Adds a cotangent of log π(outcome), pulled back to the logits: d log π(y)/dθₖ = [k = y] − πₖ.
   */
  void addPullback(double[] gradient, int outcome, double cotangent) {
    for (int k = 0; k < logits.length; k++) {
      gradient[k] += cotangent * ((k == outcome ? 1 : 0) - probability(k));
    }
  }

  /** Central differences of a function of the softmax in each logit. */
  double[] differences(ToDoubleFunction<Softmax> function) {
    double[] slopes = new double[logits.length];
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] =
          (function.applyAsDouble(moved(k, STEP)) - function.applyAsDouble(moved(k, -STEP)))
              / (2 * STEP);
    }
    return slopes;
  }

  private Softmax moved(int k, double by) {
    double[] changed = logits.clone();
    changed[k] += by;
    return new Softmax(changed);
  }
}
