package org.esscher.plugins.correlatedproxies;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a proxy can be trusted away from the base policy: theorem 5.1 of the paper, {@code (J −
 * J_b)/σ ≥ (1/r)·[(J̃ − J̃_b)/σ̃ − √((1 − r²) χ²)]}.
 *
 * @param base what the base policy's occupancy measure says of the two rewards
 * @param proxyGain (J̃ − J̃_b)/σ̃
 * @param goldGain (J − J_b)/σ
 * @param chi2 χ² of the policy's occupancy measure from the base's
 */
record ProxyBound(ProxyMoments base, double proxyGain, double goldGain, double chi2) {
  /**
   * Of exact occupancy measures.
   *
   * @param policy μ, 0 wherever the base's is
   * @param base μ_b
   * @param proxy R̃
   * @param gold R
   */
  static ProxyBound exact(double[] policy, double[] base, double[] proxy, double[] gold) {
    double chi2 = 0;
    for (int row = 0; row < base.length; row++) {
      double difference = policy[row] - base[row];
      chi2 += base[row] == 0 ? 0 : difference * difference / base[row];
    }
    return of(
        ProxyMoments.of(base, proxy, gold),
        ProxyMoments.mean(policy, proxy),
        ProxyMoments.mean(policy, gold),
        chi2);
  }

  /** Of a policy that earns the given rewards. */
  static ProxyBound of(ProxyMoments base, double proxy, double gold, double chi2) {
    return new ProxyBound(
        base,
        (proxy - base.proxyMean()) / base.proxyStd(),
        (gold - base.goldMean()) / base.goldStd(),
        chi2);
  }

  /**
   * The least gold gain. A proxy that doesn't correlate promises nothing; what is left then is
   * Cauchy and Schwarz's −√χ², which holds of any reward.
   */
  double bound() {
    double r = base.correlation();
    double any = -Math.sqrt(chi2);
    return r > 0 ? (proxyGain - Math.sqrt(Math.max(0, 1 - r * r) * chi2)) / r : any;
  }

  /** Numbers by name, gains and the bound in standard deviations. */
  Map<String, Double> report() {
    Map<String, Double> report = new LinkedHashMap<>();
    report.put("correlation", base.correlation());
    report.put("proxy_std", base.proxyStd());
    report.put("gold_std", base.goldStd());
    report.put("chi2", chi2);
    report.put("proxy_gain", proxyGain);
    report.put("gold_gain", goldGain);
    report.put("bound", bound());
    report.put("hacked", goldGain < 0 ? 1.0 : 0.0);
    report.put("safe_coef", base.safeCoefficient());
    return report;
  }
}
