package org.esscher.plugins.hypo;

/**
 * The largest probability that a policy within a ball KL(π‖π_ref) ≤ ε can give to one answer: the c
 * ≥ p at which the binary divergence c log(c/p) + (1 − c) log((1 − c)/(1 − p)) is ε, p the answer's
 * probability under the reference; 1 where even −log p is within ε.
 */
final class LargestShare {
  private LargestShare() {}

  /**
   * Solves for c by bisection, to the last bit.
   *
   * @param refLogp log p, at most 0; −∞ gives 0, since any share would cost an infinite divergence
   * @param klLevel ε, nats, at least 0
   * @return c, within [p, 1]
   */
  static double of(double refLogp, double klLevel) {
    if (-refLogp <= klLevel) {
      return 1;
    }
    double p = Math.exp(refLogp);
    if (klLevel == 0) {
      // The divergence is flat around p, where rounding would decide.
      return p;
    }
    double low = p;
    double high = 1;
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        return low;
      }
      if (divergence(middle, refLogp, p) <= klLevel) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  private static double divergence(double c, double refLogp, double p) {
    return c * (Math.log(c) - refLogp) + (1 - c) * (Math.log1p(-c) - Math.log1p(-p));
  }
}
