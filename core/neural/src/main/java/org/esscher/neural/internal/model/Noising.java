package org.esscher.neural.internal.model;

import java.util.random.RandomGenerator;

/**
 * How much noise an action has at each step of diffusion: the variance-preserving schedule of Xiao
 * et al. 2021 (arXiv 2112.07804), β_t = 1 − exp(−0.1/T − 9.9·(2t−1)/(2T²)), which ends near pure
 * noise after few steps too. Immutable.
 */
final class Noising {
  private static final double LEAST = 0.1;
  private static final double MOST = 10;

  private final int steps;

  /** A schedule of some steps. */
  Noising(int steps) {
    this.steps = steps;
  }

  int steps() {
    return steps;
  }

  private double beta(int step) {
    double middle = (2.0 * step - 1) / (2.0 * steps * steps);
    return -Math.expm1(-LEAST / steps - (MOST - LEAST) * middle);
  }

  /** The share of the action's variance that is left after a step: the product of 1 − β. */
  double left(int step) {
    double left = 1;
    for (int t = 1; t <= step; t++) {
      left *= 1 - beta(t);
    }
    return left;
  }

  /** An action with noise. */
  double noisy(double action, double noise, int step) {
    double left = left(step);
    return Math.sqrt(left) * action + Math.sqrt(1 - left) * noise;
  }

  /**
   * One step back (Ho et al. 2020, equations 7 and 15).
   *
   * @param noisy what is there
   * @param predicted the noise that is seen in it
   * @param step from 1
   * @param bound of actions, or infinite
   * @param random draws noise, but not in the last step, which is step 1
   */
  double back(double noisy, double predicted, int step, double bound, RandomGenerator random) {
    double left = left(step);
    double before = left(step - 1);
    double beta = beta(step);
    double clean = (noisy - Math.sqrt(1 - left) * predicted) / Math.sqrt(left);
    double clipped = Math.max(-bound, Math.min(bound, clean));
    double mean =
        (Math.sqrt(before) * beta * clipped + Math.sqrt(1 - beta) * (1 - before) * noisy)
            / (1 - left);
    double deviation = Math.sqrt(beta * (1 - before) / (1 - left));
    return step == 1 ? mean : mean + deviation * random.nextGaussian();
  }
}
