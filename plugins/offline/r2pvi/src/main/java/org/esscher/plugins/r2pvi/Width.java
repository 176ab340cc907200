package org.esscher.plugins.r2pvi;

/** How uncertain a ridge regression is at some features. */
@FunctionalInterface
interface Width {
  /** √(φᵀ Λ⁻¹ φ), that of a regression which is used as a whole. */
  Width ELLIPTICAL =
      (phi, inverse) -> {
        double sum = 0;
        for (int i = 0; i < phi.length; i++) {
          for (int j = 0; j < phi.length; j++) {
            sum += phi[i] * inverse[i][j] * phi[j];
          }
        }
        return Math.sqrt(Math.max(0, sum));
      };

  /**
   * The width.
   *
   * @param phi φ
   * @param inverse Λ⁻¹
   * @return at least 0
   */
  double of(double[] phi, double[][] inverse);
}
