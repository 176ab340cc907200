package org.esscher.plugins.programmablevi;

/** How the derivative of an expectation over one random choice v ~ D(θ) is estimated. */
public enum Strategy {
  /** v = g(θ, ε): E[L′(v) ∂g + ∂L]. Needs a density that is smooth in v. */
  REPARAM,
  /** E[(L(v) − c) ∂ log D(v) + ∂L]. For any density. */
  REINFORCE,
  /** ∂ Σ_v D(v) L(v), without noise. Needs finite support. */
  ENUM,
  /** ∂θ·(L(1) − L(0)) for a Bernoulli choice, at one continuation more. */
  MVD
}
