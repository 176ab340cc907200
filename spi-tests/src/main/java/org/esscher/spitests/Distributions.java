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

  /** The same distributions, the last outcome first. */
  static double[][] reversed(double[][] distributions) {
    double[][] reversed = new double[distributions.length][];
    for (int row = 0; row < reversed.length; row++) {
      int last = distributions[row].length - 1;
      reversed[row] = distributions[row].clone();
      for (int i = 0; i <= last; i++) {
        reversed[row][i] = distributions[row][last - i];
      }
    }
    return reversed;
  }

  /** λ of the first and 1 − λ of the second, pair by pair. */
  static double[][] mixed(double[][] first, double[][] second, double lambda) {
    double[][] mixed = new double[first.length][];
    for (int row = 0; row < mixed.length; row++) {
      mixed[row] = first[row].clone();
      for (int i = 0; i < mixed[row].length; i++) {
        mixed[row][i] = lambda * first[row][i] + (1 - lambda) * second[row][i];
      }
    }
    return mixed;
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
