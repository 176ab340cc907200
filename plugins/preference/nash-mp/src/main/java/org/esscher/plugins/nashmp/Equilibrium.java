package org.esscher.plugins.nashmp;

import java.util.List;

/** Nash equilibria of games, where the exact iteration finds them in a bounded time. */
final class Equilibrium {
  private static final int MOST_ITERATIONS = 20_000;
  private static final double EXPLOITABILITY = 1e-10;

  private final int games;
  private boolean found = true;
  private double divergence;
  private double winRate;

  /**
   * Computes.
   *
   * @param games the games
   * @param beta β; the step size is that of the theory, 2β, which converges
   */
  Equilibrium(List<PreferenceGame> games, double beta) {
    this.games = games.size();
    MirrorProx method = new MirrorProx(beta, 2 * beta);
    for (PreferenceGame game : games) {
      double[] logp = game.reference();
      int iteration = 0;
      while (found && game.exploitability(beta, logp) > EXPLOITABILITY) {
        logp = method.iterate(game, logp);
        found = ++iteration < MOST_ITERATIONS;
      }
      divergence += game.divergence(logp);
      winRate += game.winRateAgainstReference(logp);
    }
  }

  /** Whether all were found. */
  boolean found() {
    return found;
  }

  /** KL(π*‖π_ref), nats, mean over games. */
  double divergence() {
    return divergence / games;
  }

  /** P(π* ≻ π_ref), mean over games. */
  double winRate() {
    return winRate / games;
  }
}
