package org.esscher.plugins.parl;

/** What the upper level maximizes over episodes of the policy. */
public enum Upper {
  /** G = E[U(τ)], a utility of the episode; it depends on the reward through the policy alone. */
  UTILITY,
  /** G = E[y log P_ν(τ₀≻τ₁) + (1−y) log P_ν(τ₁≻τ₀)], P_ν = σ(R_ν(τ₀) − R_ν(τ₁)). */
  PREFERENCE
}
