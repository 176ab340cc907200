package org.esscher.plugins.qarl;

/** What episodes paid at the temperatures that they were played at. */
final class TemperedReturns {
  /** The logarithm of a temperature is taken at this or above. */
  private static final double FLOOR = 1e-8;

  /** Logarithms of importance weights are bounded above by this. */
  private static final double LARGEST = 20;

  private final double[] temperatures;
  private final double[] returns;
  private final double[] weights;

  /**
   * Episodes.
   *
   * @param temperatures β of each, drawn from Gamma(k, rate ω), at least 0
   * @param returns the protagonist's discounted return of each
   * @param weights of each in means, at least 0
   */
  TemperedReturns(double[] temperatures, double[] returns, double[] weights) {
    this.temperatures = temperatures;
    this.returns = returns;
    this.weights = weights;
  }

  int count() {
    return returns.length;
  }

  /** p(β; candidate)/p(β; k) of one episode; 1 at k. */
  double importance(int episode, double candidate, double k, double omega) {
    double logBeta = Math.log(Math.max(FLOOR, temperatures[episode]));
    double log =
        (candidate - k) * (Math.log(omega) + logBeta)
            - LogGamma.value(candidate)
            + LogGamma.value(k);
    return Math.exp(Math.min(LARGEST, log));
  }

  /** The estimated return at a candidate, the mean of importance weight times return. */
  double estimate(double candidate, double k, double omega) {
    double sum = 0;
    double mass = 0;
    for (int i = 0; i < returns.length; i++) {
      sum += weights[i] * importance(i, candidate, k, omega) * returns[i];
      mass += weights[i];
    }
    return sum / mass;
  }

  /** The effective sample size of a candidate's importance weights, (Σ w)²/Σ w². */
  double effectiveSize(double candidate, double k, double omega) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < returns.length; i++) {
      double weight = weights[i] * importance(i, candidate, k, omega);
      sum += weight;
      squares += weight * weight;
    }
    return squares == 0 ? 0 : sum * sum / squares;
  }
}
