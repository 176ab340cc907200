package org.esscher.api;

/**
 * Capability of a {@link Policy} that samples by a differentiable map of noise: its output {@code
 * action} depends on the input column {@code noise}, and its cotangents flow to the parameters.
 */
public interface Reparameterized {
  /**
   * Components of the noise a row.
   *
   * @return the width of the {@code noise} column, standard normal by component
   */
  int noiseWidth();
}
