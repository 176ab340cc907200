package org.esscher.plugins.ailboost;

import java.util.Arrays;

/** What an episode says so far of who acts in it: log w_i + Σ_t log π_i(a_t | s_t), by member. */
final class EpisodeEvidence {
  private final double[] joint;

  /**
   * Before the first step.
   *
   * @param logWeights by member; −∞ allowed
   */
  EpisodeEvidence(double[] logWeights) {
    joint = logWeights.clone();
  }

  /**
   * Takes a step up.
   *
   * @param logp of the step's action, by member; −∞ allowed
   * @return the log-probability of the action after all earlier ones; −∞ when they had none either
   */
  double step(double[] logp) {
    double before = logSumExp(joint);
    Arrays.setAll(joint, i -> joint[i] + logp[i]);
    double now = logSumExp(joint);
    return now == Double.NEGATIVE_INFINITY ? now : now - before;
  }

  private static double logSumExp(double[] values) {
    double largest = Arrays.stream(values).max().orElseThrow();
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum);
  }
}
