package org.esscher.plugins.nashmp;

/**
 * The game of one prompt: P(y ≻ y′) for all pairs of its answers, and the reference. Policies are
 * arrays of normalized log-probabilities by action.
 */
final class PreferenceGame {
  private final double[][] preference;
  private final double[] logReference;

  /**
   * A game.
   *
   * @param preference P(y ≻ y′), row y; checked by {@link PreferenceMatrix}
   * @param logReference log π_ref up to a constant, finite
   */
  PreferenceGame(double[][] preference, double... logReference) {
    this.preference = preference;
    this.logReference = LogSpace.normalized(logReference);
  }

  int actions() {
    return logReference.length;
  }

  double logReference(int action) {
    return logReference[action];
  }

  double[] reference() {
    return logReference.clone();
  }

  double preference(int action, int rival) {
    return preference[action][rival];
  }

  /** P(y ≻ π) of each action y. */
  double[] winRates(double... logp) {
    double[] rates = new double[actions()];
    for (int y = 0; y < rates.length; y++) {
      for (int rival = 0; rival < rates.length; rival++) {
        rates[y] += preference[y][rival] * Math.exp(logp[rival]);
      }
    }
    return rates;
  }

  /** P(π ≻ π_ref). */
  double winRateAgainstReference(double... logp) {
    double[] rates = winRates(logReference);
    double sum = 0;
    for (int y = 0; y < rates.length; y++) {
      sum += Math.exp(logp[y]) * rates[y];
    }
    return sum;
  }

  /** KL(π‖π_ref), nats. */
  double divergence(double... logp) {
    double sum = 0;
    for (int y = 0; y < logp.length; y++) {
      sum += Math.exp(logp[y]) * (logp[y] - logReference[y]);
    }
    return sum;
  }

  /**
   * SubOpt(π) = max_{π′} J_β(π′, π) − ½ = β log Σ π_ref exp(P(· ≻ π)/β) + β KL(π‖π_ref) − ½.
   *
   * @param beta β
   * @param logp the policy
   * @return at least 0, and 0 at the equilibrium alone
   */
  double exploitability(double beta, double... logp) {
    double[] best = winRates(logp);
    for (int y = 0; y < best.length; y++) {
      best[y] = logReference[y] + best[y] / beta;
    }
    return beta * (LogSpace.logSumExp(best) + divergence(logp)) - 0.5;
  }
}
