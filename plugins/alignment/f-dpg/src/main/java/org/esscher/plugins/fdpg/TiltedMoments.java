package org.esscher.plugins.fdpg;

/** Means and covariances of features under self-normalized weights {@code prior·exp(λ·φ)}. */
final class TiltedMoments {
  private final Features phi;
  private final double[] prior;

  /**
   * Samples.
   *
   * @param phi their features
   * @param prior their weights before the tilt, at least one of them above 0
   */
  TiltedMoments(Features phi, double[] prior) {
    this.phi = phi;
    this.prior = prior;
  }

  /** The least value of a feature among samples of positive weight. */
  double minimum(int feature) {
    double least = Double.POSITIVE_INFINITY;
    for (int row = 0; row < prior.length; row++) {
      least = prior[row] > 0 ? Math.min(least, phi.at(row, feature)) : least;
    }
    return least;
  }

  /** The largest value of a feature among samples of positive weight. */
  double maximum(int feature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < prior.length; row++) {
      largest = prior[row] > 0 ? Math.max(largest, phi.at(row, feature)) : largest;
    }
    return largest;
  }

  /** The moments at a tilt. */
  At at(double[] lambda) {
    double[] weights = weights(lambda);
    double[] means = new double[lambda.length];
    double[][] covariances = new double[lambda.length][lambda.length];
    double squares = 0;
    for (int row = 0; row < weights.length; row++) {
      squares += weights[row] * weights[row];
      for (int k = 0; k < means.length; k++) {
        means[k] += weights[row] * phi.at(row, k);
      }
    }
    for (int row = 0; row < weights.length; row++) {
      for (int k = 0; k < means.length; k++) {
        for (int j = 0; j < means.length; j++) {
          covariances[k][j] +=
              weights[row] * (phi.at(row, k) - means[k]) * (phi.at(row, j) - means[j]);
        }
      }
    }
    return new At(means, covariances, 1 / squares);
  }

  /** Weights that sum to 1; the largest exponent is taken out first, so that none overflows. */
  private double[] weights(double[] lambda) {
    double[] weights = new double[prior.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < weights.length; row++) {
      weights[row] = phi.dot(row, lambda);
      largest = prior[row] > 0 ? Math.max(largest, weights[row]) : largest;
    }
    double total = 0;
    for (int row = 0; row < weights.length; row++) {
      weights[row] = prior[row] > 0 ? prior[row] * Math.exp(weights[row] - largest) : 0;
      total += weights[row];
    }
    for (int row = 0; row < weights.length; row++) {
      weights[row] /= total;
    }
    return weights;
  }

  /** Moments at one tilt. */
  static final class At {
    private final double[] means;
    private final double[][] covariances;
    private final double effectiveSampleSize;

    private At(double[] means, double[][] covariances, double effectiveSampleSize) {
      this.means = means;
      this.covariances = covariances;
      this.effectiveSampleSize = effectiveSampleSize;
    }

    /** E_λ φ_k. */
    double mean(int feature) {
      return means[feature];
    }

    /** All E_λ φ, a new array. */
    double[] means() {
      return means.clone();
    }

    /** Cov_λ(φ_k, φ_j). */
    double covariance(int k, int j) {
      return covariances[k][j];
    }

    /** (Σ w)²/Σ w², in samples. */
    double effectiveSampleSize() {
      return effectiveSampleSize;
    }
  }
}
