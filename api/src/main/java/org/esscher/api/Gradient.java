package org.esscher.api;

/**
 * The gradient of a sum over rows with respect to a model's parameters, opaque but additive: a
 * vector for {@link Vectored} models, concatenated per-row functional gradients for a tree
 * ensemble.
 */
public interface Gradient {
  /**
   * The gradient of both sums.
   *
   * @param other of the same model
   * @return the sum
   */
  Gradient plus(Gradient other);
}
