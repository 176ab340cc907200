package org.esscher.plugins.constrainedrlhf;

import java.util.Arrays;

/**
 * The world of the checks: 21 × 21 actions (x, y) of the unit square with the rewards x and y, a
 * reference around (¼, ¼), and an evaluation that is best at (.5, .6). A free policy, exact
 * advantages, mirror steps.
 */
final class GridToy {
  static final double[] THRESHOLDS = {.5, .6};
  static final int ACTIONS = 441;

  private static final int SIDE = 21;
  private static final double STEP = .5;

  final double[][] rewards = new double[2][ACTIONS];
  final double[] evaluation = new double[ACTIONS];
  final double[] reference = new double[ACTIONS];

  GridToy() {
    for (int a = 0; a < ACTIONS; a++) {
      int column = a / SIDE;
      double x = column / (SIDE - 1.0);
      double y = (a - column * SIDE) / (SIDE - 1.0);
      rewards[0][a] = x;
      rewards[1][a] = y;
      evaluation[a] = 1 - 4 * ((x - .5) * (x - .5) + (y - .6) * (y - .6));
      reference[a] = -((x - .25) * (x - .25) + (y - .25) * (y - .25)) / .05;
    }
    normalize(reference);
  }

  static void normalize(double[] logits) {
    double top = Arrays.stream(logits).max().orElseThrow();
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - top);
    }
    double log = top + Math.log(sum);
    Arrays.setAll(logits, a -> logits[a] - log);
  }

  static double expected(double[] logp, double[] values) {
    double sum = 0;
    for (int a = 0; a < logp.length; a++) {
      sum += Math.exp(logp[a]) * values[a];
    }
    return sum;
  }

  /** A run that goes on; w starts where the constructor says. */
  final class Training {
    private final Variant variant;
    private final double c;
    private final boolean squash;
    private final double momentum;
    private final double[] thresholds;
    final double[] logp = reference.clone();
    final double[] w;
    private final double[] velocity = new double[2];

    Training(
        Variant variant,
        double c,
        boolean squash,
        double momentum,
        double[] w,
        double... thresholds) {
      this.variant = variant;
      this.c = c;
      this.squash = squash;
      this.momentum = momentum;
      this.w = w.clone();
      this.thresholds = thresholds;
    }

    double value(int reward) {
      return expected(logp, rewards[reward]);
    }

    double score() {
      return expected(logp, evaluation);
    }

    /** One mirror step along the mixed advantage, and one of the multipliers at the same policy. */
    void step() {
      double[] advantage = advantage();
      for (int i = 0; i < 2; i++) {
        double slope = squash ? slope(w[i]) : 1;
        velocity[i] = momentum * velocity[i] + slope * (value(i) - thresholds[i]);
        w[i] -= .05 * velocity[i];
        if (!squash && variant == Variant.MU) {
          w[i] = Math.max(0, w[i]);
        }
      }
      for (int a = 0; a < ACTIONS; a++) {
        logp[a] += STEP * advantage[a];
      }
      normalize(logp);
    }

    double lambda(int constraint) {
      return !squash
          ? w[constraint]
          : variant == Variant.XI ? Math.tanh(w[constraint]) : sigmoid(w[constraint]);
    }

    private double slope(double weight) {
      return variant == Variant.XI
          ? 1 - Math.tanh(weight) * Math.tanh(weight)
          : sigmoid(weight) * (1 - sigmoid(weight));
    }

    private static double sigmoid(double weight) {
      return 1 / (1 + Math.exp(-weight));
    }

    /** The mixed advantage of every action. */
    double[] advantage() {
      double[] klReward = new double[ACTIONS];
      for (int a = 0; a < ACTIONS; a++) {
        klReward[a] = -c * (logp[a] - reference[a]);
      }
      double[] weights =
          variant == Variant.PPO
              ? new double[] {1, 1, 1}
              : new double[] {lambda(0), lambda(1), squash ? 2 - lambda(0) - lambda(1) : 1};
      double kl = expected(logp, klReward);
      double first = value(0);
      double second = value(1);
      double[] mixed = new double[ACTIONS];
      for (int a = 0; a < ACTIONS; a++) {
        mixed[a] =
            weights[0] * (rewards[0][a] - first)
                + weights[1] * (rewards[1][a] - second)
                + weights[2] * (klReward[a] - kl);
      }
      return mixed;
    }
  }
}
