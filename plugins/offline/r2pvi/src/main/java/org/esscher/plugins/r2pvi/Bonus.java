package org.esscher.plugins.r2pvi;

/** How uncertain an estimate is, before the factor β: what pessimism takes off. */
public enum Bonus implements Width {
  /** Σ_i φ_i √(Λ⁻¹)_{ii}, the paper's. */
  PAPER {
    @Override
    public double of(double[] phi, double[][] inverse) {
      double sum = 0;
      for (int i = 0; i < phi.length; i++) {
        sum += phi[i] * Math.sqrt(inverse[i][i]);
      }
      return sum;
    }
  },
  /** √Σ_i φ_i² (Λ⁻¹)_{ii}, the released code's; never larger. */
  CODE {
    @Override
    public double of(double[] phi, double[][] inverse) {
      double sum = 0;
      for (int i = 0; i < phi.length; i++) {
        sum += phi[i] * phi[i] * inverse[i][i];
      }
      return Math.sqrt(sum);
    }
  }
}
