package org.esscher.plugins.qarl;

import java.util.random.RandomGenerator;

/** Draws from gamma distributions, after Marsaglia and Tsang 2000. */
final class GammaSampler {
  private GammaSampler() {}

  /** A number from Gamma(k, rate 1), k above 0. */
  static double draw(double k, RandomGenerator random) {
    if (k < 1) {
      // Gamma(k) is Gamma(k + 1) times U^(1/k).
      return draw(k + 1, random) * Math.pow(random.nextDouble(), 1 / k);
    }
    double d = k - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double z = random.nextGaussian();
      double root = 1 + c * z;
      double v = root * root * root;
      if (root > 0 && Math.log(random.nextDouble()) < z * z / 2 + d * (1 - v + Math.log(v))) {
        return d * v;
      }
    }
  }
}
