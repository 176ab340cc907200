package org.esscher.plugins.parl;

import org.esscher.api.Vector;

/**
 * The curvature of V(θ) = E[R], R = Σ_h γ^h (r_ν − τ log π), on episodes of the policy:
 *
 * <pre>{@code ∇²_θV = E[(R − b)(SSᵀ + K)] − τ E[S (Σ_h γ^h s_h)ᵀ],}</pre>
 *
 * <p>s_h the score of step h, S their sum, K its Jacobian. The second term is the derivative of log
 * π inside R; any b free of the episode serves as a baseline, since E[SSᵀ + K] = 0.
 */
final class LowerLevel {
  private final EpisodeScores scores;
  private final double[] excess;
  private final double entropy;

  /**
   * Of some episodes.
   *
   * @param scores their score functions
   * @param excess R − b of each
   * @param entropy τ
   */
  LowerLevel(EpisodeScores scores, double[] excess, double entropy) {
    this.scores = scores;
    this.excess = excess;
    this.entropy = entropy;
  }

  /** −∇²_θV · v. */
  Vector negativeHessian(Vector v) {
    double[] along = scores.along(v);
    double[] whole = scores.episodes().sums(along);
    double[] discounted = scores.episodes().discounted(along);
    double[] coefficients = new double[excess.length];
    for (int e = 0; e < coefficients.length; e++) {
      coefficients[e] = entropy * discounted[e] - excess[e] * whole[e];
    }
    return scores.mean(coefficients).minus(scores.meanCurvature(excess, v));
  }
}
