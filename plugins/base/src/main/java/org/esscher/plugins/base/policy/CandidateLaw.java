package org.esscher.plugins.base.policy;

import org.esscher.plugins.base.model.Scores;

/**
 * Log-probabilities of candidates that lie set by set in one array. A text that is listed k times
 * has the probability {@code k·exp(score)}, over the sum of its set.
 */
final class CandidateLaw {
  private final Scores logits;
  private final int[] starts;
  private final double[] scores;
  private final double[] logp;

  /**
   * A law.
   *
   * @param logits one a candidate
   * @param starts the first candidate of each set, and the number of candidates
   * @param counts how often each candidate is listed
   */
  CandidateLaw(Scores logits, int[] starts, int[] counts) {
    this.logits = logits;
    this.starts = starts;
    this.scores = logits.values();
    this.logp = scores.clone();
    for (int i = 0; i < logp.length; i++) {
      logp[i] += Math.log(counts[i]);
    }
    for (int set = 0; set + 1 < starts.length; set++) {
      LogSoftmax.normalize(logp, starts[set], starts[set + 1]);
    }
  }

  Scores logits() {
    return logits;
  }

  int start(int set) {
    return starts[set];
  }

  /** The logits; not to be changed. */
  double[] scores() {
    return scores;
  }

  /** The log-probabilities; not to be changed. */
  double[] logp() {
    return logp;
  }

  /** Turns cotangents of log-probabilities into those of scores, in place. */
  void throughSoftmax(double[] cotangents) {
    for (int set = 0; set + 1 < starts.length; set++) {
      double sum = 0;
      for (int i = starts[set]; i < starts[set + 1]; i++) {
        sum += cotangents[i];
      }
      for (int i = starts[set]; i < starts[set + 1]; i++) {
        cotangents[i] -= Math.exp(logp[i]) * sum;
      }
    }
  }
}
