package org.esscher.plugins.genarm;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Sequences of three tokens out of three, numbered in base 3, under a base policy with Dirichlet(1)
 * conditionals, and N(0, 1) rewards of sequences. A policy is its conditionals, one a prefix: of
 * the empty one, of those of one token, of those of two.
 */
final class SequenceWorld {
  static final int TOKENS = 3;
  static final int LENGTH = 3;
  static final int SEQUENCES = 27;

  /** Where the prefixes of each length begin. */
  private static final int[] FIRST = {0, 1, 4};

  private final double[][] base;
  private final double[] reward;

  /**
   * A world.
   *
   * @param base conditionals of the base policy
   * @param reward of each sequence
   */
  SequenceWorld(double[][] base, double[] reward) {
    this.base = base;
    this.reward = reward;
  }

  double[][] base() {
    return base;
  }

  double[] reward() {
    return reward;
  }

  static SequenceWorld drawn(Random random) {
    double[][] base = new double[13][];
    for (int prefix = 0; prefix < base.length; prefix++) {
      // Exponentials, divided by their sum, are Dirichlet(1).
      double[] weights = new double[TOKENS];
      Arrays.setAll(weights, v -> -Math.log(1 - random.nextDouble()));
      base[prefix] = normalized(weights);
    }
    return new SequenceWorld(base, rewards(random));
  }

  static double[] rewards(Random random) {
    double[] reward = new double[SEQUENCES];
    Arrays.setAll(reward, y -> random.nextGaussian());
    return reward;
  }

  static double[] normalized(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** The prefix of a sequence that comes before a place. */
  private static int prefix(int sequence, int place) {
    return FIRST[place] + sequence / (int) Math.pow(TOKENS, LENGTH - place);
  }

  private static int token(int sequence, int place) {
    return sequence / (int) Math.pow(TOKENS, LENGTH - 1 - place) % TOKENS;
  }

  /** Probabilities of sequences. */
  static double[] sequences(double[][] conditionals) {
    double[] p = new double[SEQUENCES];
    Arrays.fill(p, 1);
    for (int y = 0; y < SEQUENCES; y++) {
      for (int place = 0; place < LENGTH; place++) {
        p[y] *= conditionals[prefix(y, place)][token(y, place)];
      }
    }
    return p;
  }

  /** Conditionals of a distribution of sequences. */
  static double[][] conditionals(double[] sequences) {
    double[][] mass = new double[13][TOKENS];
    for (int y = 0; y < SEQUENCES; y++) {
      for (int place = 0; place < LENGTH; place++) {
        mass[prefix(y, place)][token(y, place)] += sequences[y];
      }
    }
    return Arrays.stream(mass).map(SequenceWorld::normalized).toArray(double[][]::new);
  }

  /** A factor a prefix and token, from both conditionals. */
  double[][] mapped(double[][] other, BiFunction<Double, Double, Double> function) {
    double[][] mapped = new double[13][TOKENS];
    for (int prefix = 0; prefix < mapped.length; prefix++) {
      for (int v = 0; v < TOKENS; v++) {
        mapped[prefix][v] = function.apply(base[prefix][v], other[prefix][v]);
      }
      mapped[prefix] = normalized(mapped[prefix]);
    }
    return mapped;
  }

  /** The KL-regularized optimum, ∝ π_base·exp(r/β). */
  double[] target(double beta) {
    double[] p = sequences(base);
    Arrays.setAll(p, y -> p[y] * Math.exp(reward[y] / beta));
    return normalized(p);
  }

  /** The autoregressive reward that is e^r itself, normalized over sequences. */
  static double[][] arm(double[] reward) {
    return conditionals(normalized(Arrays.stream(reward).map(Math::exp).toArray()));
  }

  /** Sequences of the base guided by experts, token by token. */
  double[] guided(double[] alphas, double[][]... experts) {
    ProductOfExperts product = new ProductOfExperts(1, alphas);
    double[][] decoded = new double[13][];
    for (int prefix = 0; prefix < decoded.length; prefix++) {
      double[][] own = new double[experts.length][];
      for (int i = 0; i < own.length; i++) {
        own[i] = Arrays.stream(experts[i][prefix]).map(Math::log).toArray();
      }
      double[] logs = Arrays.stream(base[prefix]).map(Math::log).toArray();
      decoded[prefix] =
          Arrays.stream(product.logp("prefix " + prefix, logs, own)).map(Math::exp).toArray();
    }
    return sequences(decoded);
  }

  /** The base with the reward of each prefix, padded with token 0, in place of an expert. */
  double[] paddedTrajectoryReward(double beta) {
    double[][] factors = new double[13][TOKENS];
    for (int y = 0; y < SEQUENCES; y++) {
      for (int place = 0; place < LENGTH; place++) {
        int rest = (int) Math.pow(TOKENS, LENGTH - 1 - place);
        double padded = reward[y / rest * rest];
        factors[prefix(y, place)][token(y, place)] = Math.exp(padded / beta);
      }
    }
    return sequences(mapped(factors, (p, factor) -> p * factor));
  }

  static double mean(double[] p, double[] values) {
    double mean = 0;
    for (int y = 0; y < p.length; y++) {
      mean += p[y] * values[y];
    }
    return mean;
  }

  static double totalVariation(double[] p, double[] q) {
    double sum = 0;
    for (int y = 0; y < p.length; y++) {
      sum += Math.abs(p[y] - q[y]) / 2;
    }
    return sum;
  }

  static double kl(double[] p, double[] q) {
    double sum = 0;
    for (int y = 0; y < p.length; y++) {
      sum += p[y] * Math.log(p[y] / q[y]);
    }
    return sum;
  }
}
