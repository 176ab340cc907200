package org.esscher.plugins.qarl;

import org.esscher.api.Inputs;
import org.esscher.api.Losses;
import org.esscher.api.Objective;

/**
 * A player's losses, of the models that a run has for it.
 *
 * @param losses of the player
 * @param roles of its models
 */
record PlayerLosses(SacTemp losses, Roles roles) implements Objective {
  @Override
  public Losses losses(Inputs in) {
    return losses.losses(in, roles);
  }
}
