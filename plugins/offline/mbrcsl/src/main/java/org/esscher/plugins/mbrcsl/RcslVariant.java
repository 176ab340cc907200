package org.esscher.plugins.mbrcsl;

/** What a return-conditioned policy is. */
public enum RcslVariant {
  /** One action per row, fitted by its squared error. */
  MLP,
  /** A Gaussian, fitted by its likelihood. */
  GAUSSIAN
}
