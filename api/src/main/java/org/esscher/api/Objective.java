package org.esscher.api;

/** Losses as expressions: the usual form of an estimator. */
@FunctionalInterface
public non-sealed interface Objective extends Estimator {
  /**
   * States the losses. The host calls this to trace the estimator; it must be deterministic and
   * read nothing but its configuration and the inputs.
   *
   * @param in slots and state
   * @return losses, updates of the state, metrics
   */
  Losses losses(Inputs in);
}
