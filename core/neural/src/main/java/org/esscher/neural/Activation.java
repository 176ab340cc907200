package org.esscher.neural;

/** What stands between two layers, applied number by number. */
public enum Activation {
  /** Hyperbolic tangent. */
  TANH,
  /** max(0, x). */
  RELU,
  /** x·Φ(x), Φ being the standard normal distribution function. */
  GELU,
  /** x·σ(x). */
  SILU
}
