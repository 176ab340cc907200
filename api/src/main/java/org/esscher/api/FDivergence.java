package org.esscher.api;

/**
 * An f-divergence, D(π‖p) = E_p f(π/p) + f′(∞)·π(p = 0), with f convex and f(1) = 0. Every function
 * takes log t = log π − log p, so that estimators stay fused and nothing overflows before it must.
 *
 * <p>For samples from the policy, {@link #perSample} is the value form, whose mean is unbiased;
 * {@link #derivative} without its gradient, times log π, is the gradient form: ∇D = E_π[f′(t) ∇log
 * π] (Go et al. 2023, arXiv 2302.08215, theorem 1).
 *
 * <p>For example Pearson's χ², f(t) = (t − 1)²:
 *
 * <pre>{@code
 * public Expr generator(Expr logT) {
 *   return logT.expm1().square();
 * }
 *
 * public Expr derivative(Expr logT) {
 *   return logT.expm1().times(2);
 * }
 *
 * public Expr logInverseDerivative(Expr y) {
 *   return y.times(0.5).log1p();
 * }
 * }</pre>
 */
public interface FDivergence extends DistributionDivergence {
  /**
   * The generator f(t).
   *
   * @param logT log t
   * @return f(t), at logT's level
   */
  Expr generator(Expr logT);

  /**
   * f(t)/t: the divergence's share of one sample from the policy.
   *
   * @param logT log t
   * @return f(t)/t, in a form that is accurate for |log t| up to 700
   */
  default Expr perSample(Expr logT) {
    return generator(logT).times(logT.negate().exp());
  }

  /**
   * f′(t).
   *
   * @param logT log t
   * @return f′(t)
   */
  Expr derivative(Expr logT);

  /**
   * The inverse of f′ as log t: log (f′)⁻¹(y).
   *
   * @param y within the range of f′
   * @return log t
   * @throws EsscherException (USER) where {@link #derivativeInvertible} is false
   */
  Expr logInverseDerivative(Expr y);

  /**
   * The convex conjugate f*(y) = sup over t > 0 of ty − f(t).
   *
   * @param y any number
   * @return f*(y), +∞ outside its domain
   */
  Expr conjugate(Expr y);

  /**
   * lim f(t)/t = lim f′(t) as t grows: what a policy pays for mass where the target has none.
   *
   * @return f′(∞), +∞ allowed
   */
  double derivativeAtInfinity();

  /**
   * lim f′(t) as t falls to 0; −∞ says that every optimum keeps full support ('zero is excluded').
   *
   * @return f′(0+)
   */
  double derivativeAtZero();

  /**
   * lim f(t) as t falls to 0: what a policy pays for leaving out target mass.
   *
   * @return f(0+), +∞ allowed
   */
  double generatorAtZero();

  /**
   * Whether f′ is strictly increasing, so that it has an inverse.
   *
   * @return true for all but total variation and its like
   */
  default boolean derivativeInvertible() {
    return true;
  }

  /**
   * Σ p·f(π/p), in the form that is accurate on either side of t = 1; outcomes without mass under π
   * or p take the limits.
   */
  @Override
  default Expr between(Expr logPolicy, Expr logTarget, Level to) {
    Expr zero = Expr.of(0);
    Expr policy = logPolicy.exp();
    Expr target = logTarget.exp();
    Expr logT = logPolicy.minus(logTarget);
    Expr both =
        logT.greaterThan(0).select(policy.times(perSample(logT)), target.times(generator(logT)));
    Expr onlyTarget = target.times(generatorAtZero());
    Expr onlyPolicy = policy.times(derivativeAtInfinity());
    Expr absent = logPolicy.equalTo(Double.NEGATIVE_INFINITY);
    Expr unsupported = logTarget.equalTo(Double.NEGATIVE_INFINITY);
    return absent
        .select(unsupported.select(zero, onlyTarget), unsupported.select(onlyPolicy, both))
        .sum(to);
  }
}
