package org.esscher.plugins.correlatedproxies;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.esscher.api.EsscherTransform;

/**
 * The policies of one context that maximize a proxy reward under a penalty, in closed form up to a
 * number: what training aims at.
 *
 * @param base the base policy's probabilities, all above 0
 * @param reward the proxy reward R̃ of each action
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record RegularizedOptimum(double[] base, double[] reward) {
  private static final int HALVINGS = 60;

  /** Under λ·KL: π ∝ π_b e^{R̃/λ}. */
  double[] kl(double lambda) {
    double[] logp = Arrays.stream(base).map(Math::log).toArray();
    double[] tilted = EsscherTransform.of(logp, reward).at(1 / lambda).logp();
    return Arrays.stream(tilted).map(Math::exp).toArray();
  }

  /** Under χ²: π = π_b max(0, 1 + c(R̃ − ν)), with the ν that makes it sum to 1. */
  double[] chi2(double slope) {
    // At the mean reward the positive part makes the sum at least 1, at the largest at most 1.
    double low = dot(base, reward);
    double high = Arrays.stream(reward).max().orElseThrow();
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (mass(slope, middle) > 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return normalized(tilted(slope, high));
  }

  /**
   * Under λ√χ²: the χ² form with the slope c at which √χ² = λc. As c grows, √χ²/c falls from σ̃,
   * the proxy's standard deviation under the base policy: at λ = σ̃ or more the base policy is
   * best.
   */
  double[] rootChi2(double lambda) {
    double low = 0;
    double high = 1 / lambda;
    while (root(chi2(high)) > lambda * high) {
      low = high;
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (root(chi2(middle)) > lambda * middle) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return chi2(low);
  }

  private double mass(double slope, double nu) {
    double sum = 0;
    for (int a = 0; a < base.length; a++) {
      sum += base[a] * Math.max(0, 1 + slope * (reward[a] - nu));
    }
    return sum;
  }

  private double[] tilted(double slope, double nu) {
    double[] policy = new double[base.length];
    Arrays.setAll(policy, a -> base[a] * Math.max(0, 1 + slope * (reward[a] - nu)));
    return policy;
  }

  private double root(double[] policy) {
    return Math.sqrt(divergence(policy));
  }

  /** χ²(π‖π_b). */
  double divergence(double[] policy) {
    double sum = 0;
    for (int a = 0; a < base.length; a++) {
      double difference = policy[a] - base[a];
      sum += difference * difference / base[a];
    }
    return sum;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private static double[] normalized(double[] policy) {
    double sum = DoubleStream.of(policy).sum();
    Arrays.setAll(policy, a -> policy[a] / sum);
    return policy;
  }
}
