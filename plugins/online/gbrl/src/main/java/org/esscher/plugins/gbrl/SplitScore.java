package org.esscher.plugins.gbrl;

/** What a split is worth, from Σ over its children of n·|μ|², μ the mean gradient of the n rows. */
public enum SplitScore {
  /**
   * Σ_i g_i·μ of every row with its child's mean, over the norm of all means: √(Σ n|μ|²). Gradients
   * are taken as they are.
   */
  COSINE {
    @Override
    double of(double squares) {
      return Math.sqrt(squares);
    }
  },
  /** Σ n|μ|², of gradients that are standardized output by output. */
  L2 {
    @Override
    double of(double squares) {
      return squares;
    }
  };

  /**
   * The score.
   *
   * @param squares Σ n·|μ|² over the parts
   */
  abstract double of(double squares);

  /** The gradients that are scored: a row after the other, in both arrays. */
  double[] scored(double[] gradients, int width) {
    return this == COSINE ? gradients : standardized(gradients, width);
  }

  /** Centered, and divided by the population standard deviation where that isn't 0. */
  private static double[] standardized(double[] gradients, int width) {
    double[] scored = gradients.clone();
    int rows = gradients.length / width;
    for (int output = 0; output < width; output++) {
      double mean = 0;
      for (int i = output; i < scored.length; i += width) {
        mean += gradients[i] / rows;
      }
      double variance = 0;
      for (int i = output; i < scored.length; i += width) {
        scored[i] -= mean;
        variance += scored[i] * scored[i] / rows;
      }
      // What rounding leaves of equal gradients is no deviation.
      boolean constant = variance <= 1e-24 * mean * mean;
      for (int i = output; i < scored.length; i += width) {
        scored[i] = constant ? 0 : scored[i] / Math.sqrt(variance);
      }
    }
    return scored;
  }
}
