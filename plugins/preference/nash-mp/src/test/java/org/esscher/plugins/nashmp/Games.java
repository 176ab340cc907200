package org.esscher.plugins.nashmp;

import java.util.random.RandomGenerator;
import org.esscher.runtime.internal.wiring.CallContext;

/** Games of the tests. */
final class Games {
  private Games() {}

  static RandomGenerator random(long seed) {
    return CallContext.generator(seed);
  }

  /** The card's: three answers that beat one another in a circle. */
  static PreferenceGame circle() {
    double[][] preference = {{.5, .9, .2}, {.1, .5, .8}, {.8, .2, .5}};
    return new PreferenceGame(preference, Math.log(.6), Math.log(.3), Math.log(.1));
  }

  /** Uniform preferences; the reference uniform, or a random one. */
  static PreferenceGame random(int actions, boolean uniformReference, RandomGenerator random) {
    double[][] preference = new double[actions][actions];
    double[] reference = new double[actions];
    for (int y = 0; y < actions; y++) {
      preference[y][y] = .5;
      reference[y] = uniformReference ? 0 : random.nextGaussian();
      for (int rival = y + 1; rival < actions; rival++) {
        preference[y][rival] = random.nextDouble();
        preference[rival][y] = 1 - preference[y][rival];
      }
    }
    return new PreferenceGame(preference, reference);
  }

  /** π_K from π_ref. */
  static double[] iterated(PreferenceGame game, double beta, double eta, int iterations) {
    MirrorProx method = new MirrorProx(beta, eta);
    double[] logp = game.reference();
    for (int k = 0; k < iterations; k++) {
      logp = method.iterate(game, logp);
    }
    return logp;
  }

  static double divergence(double[] left, double... right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.exp(left[i]) * (left[i] - right[i]);
    }
    return sum;
  }
}
