package org.esscher.spitests;

import org.esscher.api.Divergence;
import org.esscher.runtime.internal.load.Components;

/** A divergence, which needs no fixture. */
final class GuessedDivergence extends DivergenceVerification {
  private final Divergence divergence;
  private final Components components;

  GuessedDivergence(Divergence divergence, Components components) {
    this.divergence = divergence;
    this.components = components;
  }

  @Override
  protected Divergence divergence() {
    return divergence;
  }

  @Override
  Workspace workspace(Object subject) {
    return new Workspace(components);
  }
}
