package org.esscher.neural.internal.model;

import java.util.random.RandomGenerator;

/**
 * How much noise an action has at each step of diffusion: the variance-preserving schedule of Xiao
 * et al. 2021 (arXiv 2112.07804), β_t = 1 − exp(−β_min/T − (β_max − β_min)·(2t−1)/(2T²)), with
 * β_min = 0.1 and β_max = 10 as in Wang et al. 2022 (arXiv 2208.06193): it ends near pure noise
 * after few steps too. Immutable.
 */
final class Noising {
  private static final double LEAST = 0.1;
  private static final double MOST = 10;

  /** β by step; none at 0. */
  private final double[] betas;

  /** ᾱ by step: the share of the action's variance that is left, 1 at 0. */
  private final double[] left;

  /** A schedule of some steps. */
  Noising(int steps) {
    betas = new double[steps + 1];
    left = new double[steps + 1];
    left[0] = 1;
    for (int t = 1; t <= steps; t++) {
      double middle = (2.0 * t - 1) / (2.0 * steps * steps);
      betas[t] = -Math.expm1(-LEAST / steps - (MOST - LEAST) * middle);
      left[t] = left[t - 1] * (1 - betas[t]);
    }
  }

  int steps() {
    return betas.length - 1;
  }

  /** An action with noise. */
  double noisy(double action, double noise, int step) {
    return Math.sqrt(left[step]) * action + Math.sqrt(1 - left[step]) * noise;
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
    double clean = (noisy - Math.sqrt(1 - left[step]) * predicted) / Math.sqrt(left[step]);
    double clipped = Math.max(-bound, Math.min(bound, clean));
    if (step == 1) {
      // Nothing is noise before it. The mean below would be this too, but for rounding: beyond
      // bound.
      return clipped;
    }
    double before = left[step - 1];
    double mean =
        (Math.sqrt(before) * betas[step] * clipped
                + Math.sqrt(1 - betas[step]) * (1 - before) * noisy)
            / (1 - left[step]);
    double deviation = Math.sqrt(betas[step] * (1 - before) / (1 - left[step]));
    return mean + deviation * random.nextGaussian();
  }
}
