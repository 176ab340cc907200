package org.esscher.plugins.fdpg;

import java.util.Arrays;
import org.esscher.api.EsscherException;

/**
 * Minimizes {@code L(λ) = Σ (m_k − E_λ φ_k)²} by gradient steps. Since ∂E_λ φ_k/∂λ_j is the
 * covariance of the two features, the gradient is {@code −2 Σ_k (m_k − E_λ φ_k) Cov_λ(φ_k, φ_j)}. A
 * step that does not lower L is halved; one that does makes the next longer.
 */
final class MomentDescent {
  private static final double LONGER = 2;
  private static final double SHORTER = 0.5;

  /**
   * A step must lower L by this share of what its slope promises. On a parabola half bounds the
   * rate by 1/curvature: without it, rates of 2/curvature would be kept, which turn around the
   * minimum.
   */
  private static final double SUFFICIENT = 0.5;

  private final TiltedMoments tilted;
  private final double[] wanted;
  private final double tolerance;
  private final int steps;

  MomentDescent(TiltedMoments tilted, double[] wanted, double tolerance, int steps) {
    this.tilted = tilted;
    this.wanted = wanted;
    this.tolerance = tolerance;
    this.steps = steps;
  }

  /**
   * Descends.
   *
   * @param start the first λ
   * @return a λ whose moments are within the tolerance
   * @throws EsscherException (DATA) when the steps do not suffice
   */
  double[] from(double[] start) {
    double[] lambda = start;
    TiltedMoments.At here = tilted.at(lambda);
    double rate = 1;
    for (int step = 0; step < steps && largestGap(here) > tolerance; step++) {
      double[] descent = descent(here);
      double[] next = lambda.clone();
      double squared = 0;
      for (int j = 0; j < next.length; j++) {
        next[j] += rate * descent[j];
        squared += descent[j] * descent[j];
      }
      TiltedMoments.At there = tilted.at(next);
      if (loss(there) <= loss(here) - SUFFICIENT * rate * squared) {
        lambda = next;
        here = there;
        rate *= LONGER;
      } else {
        rate *= SHORTER;
      }
    }
    if (!(largestGap(here) <= tolerance)) {
      throw EsscherException.data(
          "moment-constraints: after %d steps the means are %s, but %s are needed (effective sample"
              + " size %s); sample more, ask for less, or raise tolerance or steps",
          steps,
          Arrays.toString(here.means()),
          Arrays.toString(wanted),
          here.effectiveSampleSize());
    }
    return lambda;
  }

  /** −∂L/∂λ. */
  private double[] descent(TiltedMoments.At here) {
    double[] descent = new double[wanted.length];
    for (int j = 0; j < descent.length; j++) {
      for (int k = 0; k < descent.length; k++) {
        descent[j] += 2 * (wanted[k] - here.mean(k)) * here.covariance(k, j);
      }
    }
    return descent;
  }

  private double loss(TiltedMoments.At at) {
    double sum = 0;
    for (int k = 0; k < wanted.length; k++) {
      double gap = wanted[k] - at.mean(k);
      sum += gap * gap;
    }
    return sum;
  }

  private double largestGap(TiltedMoments.At at) {
    double largest = 0;
    for (int k = 0; k < wanted.length; k++) {
      largest = Math.max(largest, Math.abs(wanted[k] - at.mean(k)));
    }
    return largest;
  }
}
