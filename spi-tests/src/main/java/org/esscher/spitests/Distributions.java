package org.esscher.spitests;

import java.util.random.RandomGenerator;

/** Seeded distributions of 2 to 6 outcomes, without zeros. */
final class Distributions {
  private static final int COUNT = 40;
  private static final int LARGEST = 6;

  private Distributions() {}

  static double[][] draw(long seed) {
    double[][] drawn = new double[COUNT][];
    for (int row = 0; row < COUNT; row++) {
      drawn[row] = softmax(2 + row % (LARGEST - 1), Workspace.random(seed * COUNT + row));
    }
    return drawn;
  }

  private static double[] softmax(int outcomes, RandomGenerator random) {
    double[] probabilities = new double[outcomes];
    double total = 0;
    for (int i = 0; i < outcomes; i++) {
      probabilities[i] = Math.exp(1.5 * random.nextGaussian());
      total += probabilities[i];
    }
    for (int i = 0; i < outcomes; i++) {
      probabilities[i] /= total;
    }
    return probabilities;
  }
}
