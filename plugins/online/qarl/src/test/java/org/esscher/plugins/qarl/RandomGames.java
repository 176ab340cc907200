package org.esscher.plugins.qarl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Random games, and two learners on them that keep running Q of their own actions and act by a
 * softmax. What is measured is what the mixture that the protagonist played on average lacks of the
 * game's value in the worst case.
 */
final class RandomGames {
  static final int GAMES = 400;
  private static final int ACTIONS = 5;
  private static final int ITERATIONS = 300;
  private static final int SAMPLES = 10;
  private static final double STEP = .05;
  private static final double NOISE = .3;
  private static final double ALPHA = .2;

  private final long seed;
  private final MatrixGame[] games = new MatrixGame[GAMES];
  private final double[] values = new double[GAMES];

  RandomGames(long seed) {
    this.seed = seed;
    Random random = new Random(seed);
    for (int i = 0; i < GAMES; i++) {
      double[][] payoff = new double[ACTIONS][ACTIONS];
      for (double[] row : payoff) {
        Arrays.setAll(row, b -> random.nextGaussian());
      }
      games[i] = new MatrixGame(payoff);
      values[i] = value(games[i]);
    }
  }

  /** What mixtures lack, under an adversary's temperature by the fraction of the work done. */
  double[] regrets(DoubleUnaryOperator beta) {
    Random noise = new Random(seed + 1);
    double[] regrets = new double[GAMES];
    for (int i = 0; i < GAMES; i++) {
      regrets[i] = values[i] - games[i].worstCase(averageMixture(games[i], beta, noise));
    }
    return regrets;
  }

  /**
   * Between what both players are sure of at small temperatures: 2 · 1e-3 · log 5 apart at most.
   */
  private static double value(MatrixGame game) {
    QuantalResponse near = QuantalResponse.of(game, 1e-3, 1e-3);
    double low = game.worstCase(near.row());
    double gap = game.exploitability(near.row(), near.column());
    assertThat(gap).isBetween(0.0, 2e-3 * Math.log(ACTIONS));
    return low + gap / 2;
  }

  private static double[] averageMixture(MatrixGame game, DoubleUnaryOperator beta, Random noise) {
    double[] q = new double[ACTIONS];
    double[] cost = new double[ACTIONS];
    double[] sum = new double[ACTIONS];
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double temperature = beta.applyAsDouble((double) iteration / ITERATIONS);
      for (int sample = 0; sample < 2 * SAMPLES; sample++) {
        int a = drawn(QuantalResponse.softmax(1 / ALPHA, q), noise);
        int b = drawn(QuantalResponse.softmax(-1 / temperature, cost), noise);
        double paid = game.payoff()[a][b] + NOISE * noise.nextGaussian();
        if (sample < SAMPLES) {
          cost[b] += STEP * (paid - cost[b]);
        } else {
          q[a] += STEP * (paid - q[a]);
        }
      }
      double[] mixture = QuantalResponse.softmax(1 / ALPHA, q);
      for (int a = 0; a < ACTIONS; a++) {
        sum[a] += mixture[a] / ITERATIONS;
      }
    }
    return sum;
  }

  private static int drawn(double[] probabilities, Random random) {
    double uniform = random.nextDouble();
    int action = 0;
    for (double until = probabilities[0]; uniform >= until && action < ACTIONS - 1; ) {
      action++;
      until += probabilities[action];
    }
    return action;
  }
}
