package org.esscher.api;

/**
 * The gradient of a sum over rows with respect to a model's parameters, opaque but additive: a
 * vector for {@link Vectored} models, concatenated per-row functional gradients for a tree
 * ensemble.
 *
 * <p>Added gradients come from passes over different rows or different inputs: several outputs of
 * one pass are pulled back together, so that an ensemble may count rows.
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
