package org.esscher.neural;

/** Where a Gaussian policy's standard deviation comes from. */
public enum Deviation {
  /** One vector of parameters, the same in all rows. */
  SHARED,
  /** The network, from the row's inputs; its logarithm is bounded to [−20, 2]. */
  NETWORK
}
