package org.esscher.plugins.fdpg;

import java.util.random.RandomGenerator;

/**
 * All 256 binary strings of length 8: a base a ∝ exp(Σ_i h_i s_i + Σ_{i<j} J_ij s_i s_j) over the
 * bits s, fields and couplings normal with deviation ½; a constraint b, even parity and '101'
 * inside; the target p ∝ a·b.
 */
final class BitStrings {
  static final int BITS = 8;
  static final int COUNT = 1 << BITS;
  private static final double DEVIATION = .5;

  final double[] base = new double[COUNT];
  final double[] target = new double[COUNT];

  BitStrings(RandomGenerator random) {
    double[] fields = new double[BITS];
    double[][] couplings = new double[BITS][BITS];
    for (int i = 0; i < BITS; i++) {
      fields[i] = DEVIATION * random.nextGaussian();
      for (int j = i + 1; j < BITS; j++) {
        couplings[i][j] = DEVIATION * random.nextGaussian();
      }
    }
    for (int x = 0; x < COUNT; x++) {
      double energy = 0;
      for (int i = 0; i < BITS; i++) {
        energy += fields[i] * bit(x, i);
        for (int j = i + 1; j < BITS; j++) {
          energy += couplings[i][j] * bit(x, i) * bit(x, j);
        }
      }
      base[x] = Math.exp(energy);
      target[x] = satisfies(x) ? base[x] : 0;
    }
    normalize(base);
    normalize(target);
  }

  static int bit(int x, int place) {
    return x >> place & 1;
  }

  /** 101 reads the same in both directions. */
  static boolean satisfies(int x) {
    boolean inside = false;
    for (int place = 0; place + 2 < BITS; place++) {
      inside |= (x >> place & 7) == 5;
    }
    return inside && Integer.bitCount(x) % 2 == 0;
  }

  private static void normalize(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int x = 0; x < COUNT; x++) {
      weights[x] /= sum;
    }
  }
}
