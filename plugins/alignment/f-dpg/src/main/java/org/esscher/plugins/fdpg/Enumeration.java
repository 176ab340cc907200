package org.esscher.plugins.fdpg;

import org.esscher.api.Batch;
import org.esscher.api.FDivergence;
import org.esscher.api.Run;

/**
 * Exact expectations by the estimator for samples: all candidates stand for samples of the policy.
 * {@code behavior_logp} is the current logp, so that the ratio π/q is 1; {@code weight} is the
 * probability, so that weighted means are expectations under π, and a prompt's weights sum to 1. A
 * prompt's Z is then Σ π·(P/π) = Σ P. What comes out is the estimator's gradient without sampling
 * error.
 */
final class Enumeration {
  private Enumeration() {}

  /** Z is the batch's, one a prompt; no baseline, since there is no variance to take away. */
  static FDpg estimator(FDivergence divergence) {
    return new FDpg(
        divergence,
        FDpg.Baseline.NONE,
        1,
        FDpg.Normalizer.BATCH,
        null,
        FDpg.Scope.PROMPT,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY);
  }

  /**
   * The samples.
   *
   * @param run has the role {@code policy}
   * @param candidates all candidates of some prompts
   * @return the rows with {@code behavior_logp} and {@code weight}
   */
  static Batch samples(Run run, Batch candidates) {
    Batch scored = run.score("policy", candidates, "logp", "behavior_logp");
    double[] weights = scored.column("behavior_logp").toArray();
    for (int row = 0; row < weights.length; row++) {
      weights[row] = Math.exp(weights[row]);
    }
    return scored.with("weight", run.context().columns().numbers(weights));
  }
}
