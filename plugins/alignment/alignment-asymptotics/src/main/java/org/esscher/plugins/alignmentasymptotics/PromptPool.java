package org.esscher.plugins.alignmentasymptotics;

import java.util.Arrays;
import org.esscher.api.EsscherTransform;

/** The draws of one prompt, an empirical reference of mass 1/M each. */
final class PromptPool {
  private final double[] rewards;
  private final double[] logRatios;
  private final EsscherTransform tilts;

  /**
   * The draws.
   *
   * @param rewards finite, one a draw
   * @param logRatios log(ω/p) of each draw and the candidate ω; zeros where there is none
   */
  PromptPool(double[] rewards, double[] logRatios) {
    this.rewards = rewards;
    this.logRatios = logRatios;
    double[] logp = new double[rewards.length];
    Arrays.fill(logp, -Math.log(rewards.length));
    this.tilts = EsscherTransform.of(logp, rewards);
  }

  EsscherTransform tilts() {
    return tilts;
  }

  SampledBestOfN bestOf(long n, Tie tie) {
    return SampledBestOfN.of(rewards, n, tie);
  }

  /** The candidate, by self-normalized importance sampling. */
  Candidate candidate() {
    double top = Arrays.stream(logRatios).max().orElseThrow();
    double[] weights = Arrays.stream(logRatios).map(ratio -> Math.exp(ratio - top)).toArray();
    double mass = Arrays.stream(weights).sum();
    double reward = 0;
    double divergence = 0;
    for (int draw = 0; draw < weights.length; draw++) {
      reward += weights[draw] / mass * rewards[draw];
      divergence += weights[draw] / mass * logRatios[draw];
    }
    return new Candidate(reward, divergence);
  }

  /**
   * A policy ω on the frontier's axes.
   *
   * @param reward E_ω r
   * @param divergence KL(ω‖p), nats; an estimate, which may be negative
   */
  record Candidate(double reward, double divergence) {
    /** {@code KL(ω‖φ) = KL(ω‖p) − KL(φ‖p) + (E_φ r − E_ω r)/β}, for a tilt φ, in nats. */
    double divergenceFrom(EsscherTransform.Point tilt) {
      double lost = tilt.reward() - reward;
      return divergence - tilt.divergence() + (lost == 0 ? 0 : tilt.t() * lost);
    }
  }
}
