package org.esscher.plugins.nashmp;

import org.jspecify.annotations.Nullable;

/**
 * The exact iteration on one game, in logarithms.
 *
 * @param beta β
 * @param eta step size η
 */
record MirrorProx(double beta, double eta) {
  /** The step size of the theory, 2β, where none is given. */
  static double step(double beta, @Nullable Double eta) {
    return eta == null ? 2 * beta : eta;
  }

  /** From π_k to π_{k+1}: both prox steps start at π_k. */
  double[] iterate(PreferenceGame game, double[] current) {
    double[] half = prox(game, current, current);
    return prox(game, current, half);
  }

  /**
   * {@code log π(y) = [log π_k(y) + η log π_ref(y) + (η/β) P(y ≻ opponent)]/(1 + η) − log Z}.
   *
   * @param game the game
   * @param anchor log π_k, by action
   * @param opponent log-probabilities of the opponent
   * @return normalized log-probabilities
   */
  double[] prox(PreferenceGame game, double[] anchor, double[] opponent) {
    double[] logp = game.winRates(opponent);
    for (int y = 0; y < logp.length; y++) {
      logp[y] = (anchor[y] + eta * game.logReference(y) + eta / beta * logp[y]) / (1 + eta);
    }
    return LogSpace.normalized(logp);
  }
}
