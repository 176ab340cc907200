package org.esscher.api;

/** Capability of a {@link Policy} that can be set to given log-probabilities exactly. */
public interface ClosedForm {
  /**
   * Sets the policy.
   *
   * @param choices from {@link Enumerable#enumerate}: every choice of each of its contexts
   * @param logp one a row; normalized within each {@code context_row} by the policy, −∞ allowed
   */
  void assign(Batch choices, Column logp);
}
