package org.esscher.api;

/** A divergence of two distributions on one finite support. */
public interface DistributionDivergence extends Divergence {
  /**
   * The exact value over an enumerated support. Its derivative in {@code logPolicy} takes each
   * coordinate as free.
   *
   * @param logPolicy log π of every outcome, −∞ allowed; outcomes are the elements of this level
   * @param logTarget log p of every outcome, −∞ allowed
   * @param to the level that one distribution's outcomes are reduced to
   * @return D(π‖p), non-negative, +∞ where it is infinite
   */
  Expr between(Expr logPolicy, Expr logTarget, Level to);
}
