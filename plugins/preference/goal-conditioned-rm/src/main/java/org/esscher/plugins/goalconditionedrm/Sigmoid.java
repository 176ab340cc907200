package org.esscher.plugins.goalconditionedrm;

/** The logistic function σ and its kin. */
final class Sigmoid {
  private Sigmoid() {}

  static double of(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** σ′. */
  static double slope(double x) {
    return of(x) * of(-x);
  }

  /** log(1 + eˣ) = −log σ(−x), without overflow. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
