package org.esscher.plugins.ailboost;

/**
 * What a discriminator D descends: the mean of one function of D over the expert's rows, and of
 * another over the policy's.
 */
public enum VariationalForm {
  /**
   * e^−D and D. The minimum is 1 − KL(d‖d^E), at D = log d^E/d. Below −20, D counts as −20 in the
   * exponential.
   */
  RKL {
    @Override
    double ofExpert(double score) {
      return Math.exp(-Math.max(score, LOWEST));
    }

    @Override
    double expertSlope(double score) {
      return clamps(score) ? 0 : -Math.exp(-score);
    }

    @Override
    boolean clamps(double score) {
      return score < LOWEST;
    }
  },
  /** softplus(−D) and softplus(D), binary cross-entropy with logits; the same optimum. */
  JS {
    @Override
    double ofExpert(double score) {
      return softplus(-score);
    }

    @Override
    double expertSlope(double score) {
      return -sigmoid(-score);
    }

    @Override
    double ofPolicy(double score) {
      return softplus(score);
    }

    @Override
    double policySlope(double score) {
      return sigmoid(score);
    }
  },
  /** −D and D, whose minimum only a penalty bounds: a distance of transport. */
  WASS {
    @Override
    double ofExpert(double score) {
      return -score;
    }

    @Override
    double expertSlope(double score) {
      return -1;
    }
  };

  /** The least score that the exponential sees: e^20 is some 5e8. */
  private static final double LOWEST = -20;

  /** An expert row's share of the loss. */
  abstract double ofExpert(double score);

  /** Its derivative in the score. */
  abstract double expertSlope(double score);

  /** A policy row's share of the loss. */
  double ofPolicy(double score) {
    return score;
  }

  /** Its derivative in the score. */
  double policySlope(double score) {
    return 1;
  }

  /** Whether an expert row's score is bounded, and so has no derivative. */
  boolean clamps(double score) {
    return false;
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
