package org.esscher.plugins.correlatedproxies;

import org.esscher.api.EsscherException;

/**
 * Moments of a proxy reward and of the gold reward under a base policy's occupancy measure.
 *
 * @param proxyMean J̃_b
 * @param goldMean J_b
 * @param proxyStd σ̃, with ddof 0
 * @param goldStd σ, with ddof 0
 * @param correlation r
 */
record ProxyMoments(
    double proxyMean, double goldMean, double proxyStd, double goldStd, double correlation) {
  /** Relative to the rewards' size, what a spread made of rounding stays below. */
  private static final double ROUNDING = 1e-14;

  /**
   * Moments under weights.
   *
   * @param weight non-negative, of positive sum
   * @param proxy the proxy reward R̃
   * @param gold the true reward R
   * @throws EsscherException (DATA) when either is constant: then nothing correlates
   */
  static ProxyMoments of(double[] weight, double[] proxy, double[] gold) {
    double proxyMean = mean(weight, proxy);
    double goldMean = mean(weight, gold);
    double total = 0;
    double proxySquares = 0;
    double goldSquares = 0;
    double products = 0;
    for (int row = 0; row < weight.length; row++) {
      double x = proxy[row] - proxyMean;
      double y = gold[row] - goldMean;
      total += weight[row];
      proxySquares += weight[row] * x * x;
      goldSquares += weight[row] * y * y;
      products += weight[row] * x * y;
    }
    double proxyStd = Math.sqrt(proxySquares / total);
    double goldStd = Math.sqrt(goldSquares / total);
    requireSpread("reward", proxyStd, proxyMean);
    requireSpread("gold_reward", goldStd, goldMean);
    double r = products / total / (proxyStd * goldStd);
    return new ProxyMoments(proxyMean, goldMean, proxyStd, goldStd, Math.max(-1, Math.min(1, r)));
  }

  private static void requireSpread(String column, double std, double mean) {
    if (!(std > ROUNDING * Math.abs(mean))) {
      throw EsscherException.data(
          "proxy-correlation: column '%s' is %s wherever the base policy goes, so no correlation is"
              + " defined; give rewards that differ",
          column, mean);
    }
  }

  /** The mean of values under weights. */
  static double mean(double[] weight, double[] values) {
    double sum = 0;
    double total = 0;
    for (int row = 0; row < weight.length; row++) {
      sum += weight[row] == 0 ? 0 : weight[row] * values[row];
      total += weight[row];
    }
    return sum / total;
  }

  /** λ = σ̃√(1 − r²), at which maximizing J̃ − λ√χ² loses no true reward, if r > 0. */
  double safeCoefficient() {
    return proxyStd * Math.sqrt(1 - correlation * correlation);
  }
}
