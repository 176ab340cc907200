package org.esscher.plugins.constrainedrlhf;

/** How rewards and closeness to the reference are traded off. */
public enum Variant {
  /** Fixed weights: {@code max V_KL + Σ α_i V_i}. */
  PPO,
  /** Fixed weights, each switched off while its reward is at its threshold or above. */
  PPO_SAT,
  /** {@code max V_KL} subject to {@code V_i ≥ θ_i}. */
  MU,
  /** {@code max V_KL} subject to {@code V_i = θ_i}. */
  XI,
  /**
   * {@code max Σ α_i V_i} subject to {@code V_i ≤ θ_i} and {@code V_KL ≥ θ_KL}. Experimental: the
   * paper's exact form could not be verified.
   */
  ALL;

  /** Whether weights are learned. */
  boolean constrained() {
    return this == MU || this == XI || this == ALL;
  }

  /** Whether there are fixed weights α. */
  boolean weighted() {
    return this == PPO || this == PPO_SAT || this == ALL;
  }
}
