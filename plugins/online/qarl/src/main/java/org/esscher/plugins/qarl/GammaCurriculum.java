package org.esscher.plugins.qarl;

import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/**
 * The self-paced curriculum of a temperature β ~ Gamma(k, rate ω): where the concentration k goes
 * next.
 *
 * @param target k that is aimed at
 * @param omega ω, the same for all k
 * @param maxKl ε: KL(Gamma(k_next)‖Gamma(k)) is at most this, nats
 * @param threshold ξ, the return that must be kept
 * @param minSamples episodes without which k stays
 */
record GammaCurriculum(
    double target, double omega, double maxKl, double threshold, int minSamples) {
  /** KL to the target below which k isn't pushed any more, nats. */
  private static final double NEAR = 0.01;

  /** What k is tried at, evenly between the bounds, where the estimate is to be raised. */
  private static final int TRIED = 256;

  private static final int BISECTIONS = 100;

  /** KL(Gamma(a)‖Gamma(b)) at one rate: (a − b) ψ(a) − ln Γ(a) + ln Γ(b), nats. */
  static double divergence(double a, double b) {
    double value = (a - b) * LogGamma.derivative(a) - LogGamma.value(a) + LogGamma.value(b);
    return Math.max(0, value);
  }

  /**
   * The next concentration: nearer to the target as long as the estimated return is at least ξ; or,
   * where ξ was never met, where the estimate is highest.
   *
   * @param k the current concentration
   * @param met whether ξ was met before
   * @param episodes how many were played at k
   * @param estimate the return that those let expect at a concentration; at k their mean
   * @return k where there are too few episodes, the target is reached, or ξ was met and is no more
   */
  double next(double k, boolean met, int episodes, DoubleUnaryOperator estimate) {
    if (episodes < minSamples) {
      return k;
    }
    if (estimate.applyAsDouble(k) >= threshold) {
      return divergence(k, target) < NEAR ? k : pushed(k, estimate);
    }
    return met ? k : raised(k, estimate);
  }

  /** The point nearest to the target that keeps the return and the trust region. */
  private double pushed(double k, DoubleUnaryOperator estimate) {
    double farthest = within(target, k) ? target : bound(k, target);
    if (estimate.applyAsDouble(farthest) >= threshold) {
      return farthest;
    }
    return bisected(farthest, k, candidate -> estimate.applyAsDouble(candidate) >= threshold);
  }

  /** The point of the trust region with the highest estimate, k itself where none is higher. */
  private double raised(double k, DoubleUnaryOperator estimate) {
    double low = bound(k, 0);
    double above = 2 * k;
    while (within(above, k)) {
      above *= 2;
    }
    double high = bound(k, above);
    double best = k;
    for (int i = 0; i <= TRIED; i++) {
      double candidate = low + i * (high - low) / TRIED;
      if (estimate.applyAsDouble(candidate) > estimate.applyAsDouble(best)) {
        best = candidate;
      }
    }
    return best;
  }

  private boolean within(double candidate, double k) {
    return divergence(candidate, k) <= maxKl;
  }

  /** The end of the trust region of k on the way to a point outside it. */
  private double bound(double k, double outside) {
    return bisected(outside, k, candidate -> within(candidate, k));
  }

  /**
   * Between a point that doesn't hold and one that does, one that does, beside one that doesn't.
   */
  private static double bisected(double fails, double holds, DoublePredicate condition) {
    double bad = fails;
    double good = holds;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (bad + good) / 2;
      if (condition.test(middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }
}
